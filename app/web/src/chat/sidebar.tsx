import { useEffect, useState } from "preact/hooks";
import { account, me, rooms, signOut, users } from "../chat-context.ts";
import { support } from "../device/push.ts";
import { showDialog } from "../dialogs/dialog.tsx";
import { NewDirectDialog } from "../dialogs/new-direct.tsx";
import { NewRoomDialog } from "../dialogs/new-room.tsx";
import { NotificationsDialog } from "../dialogs/notifications.tsx";
import { ProfileDialog } from "../dialogs/profile.tsx";
import { SearchDialog } from "../dialogs/search.tsx";
import { SwitcherDialog } from "../dialogs/switcher.tsx";
import type { Room } from "../protocol.ts";
import { notified } from "../storage.ts";
import { Avatar } from "../ui/avatar.tsx";
import { errorText } from "../ui/error-texts.ts";
import { BellIcon, JumpIcon, PlusIcon, SearchIcon, SignOutIcon, WarningIcon } from "../ui/icons.tsx";
import { Logo } from "../ui/logo.tsx";
import { byName, roomName } from "../ui/names.ts";
import { Administration } from "./administration.tsx";
import { readDrafts } from "./drafts.ts";
import { drawerOpen } from "./drawer.ts";
import { RoomLink } from "./room-link.tsx";
import { StrangerList } from "./stranger-list.tsx";

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

export function Sidebar({ currentId }: { currentId: number | null }) {
  useEffect(readDrafts, []);
  const all = [...rooms.value.values()].filter((room) => room.involvement !== "invisible" || room.id === currentId);
  const name = (room: Room) => roomName(room, users.value, me.value.id);
  const shared = all.filter((room) => room.type !== "direct").sort((a, b) => byName(name(a), name(b)));
  const makesRooms = me.value.role === "administrator" || !account.value.onlyAdministratorsCreateRooms;
  const direct = all
    .filter((room) => room.type === "direct")
    .sort((a, b) => (b.lastMessageAt ?? "").localeCompare(a.lastMessageAt ?? "") || b.id - a.id);
  return (
    <aside id="sidebar" class={drawerOpen.value ? "sidebar open" : "sidebar"} aria-label={account.value.name}>
      <div class="sidebar-head">
        <a class="brand" href="/">
          <Logo />
          <bdi>{account.value.name}</bdi>
        </a>
      </div>
      <button type="button" class="jump" onClick={() => showDialog(<SwitcherDialog />)}>
        <JumpIcon />
        Jump to…
        <kbd>{isApple ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <button type="button" class="side-button find" onClick={() => showDialog(<SearchDialog />)}>
        <SearchIcon />
        Search messages
      </button>
      <nav class="sidebar-nav" aria-label="Rooms and direct messages">
        <Section
          title="Rooms"
          action="New room"
          onAction={makesRooms ? () => showDialog(<NewRoomDialog />) : null}
          rooms={shared}
          currentId={currentId}
        />
        <Section
          title="Direct messages"
          action="New direct message"
          onAction={() => showDialog(<NewDirectDialog />)}
          rooms={direct}
          currentId={currentId}
        />
        <StrangerList />
      </nav>
      <div class="sidebar-foot">
        <Administration />
        <Self />
      </div>
    </aside>
  );
}

/** Oneself, and the way out. */
function Self() {
  const [problem, setProblem] = useState("");
  const leave = () => signOut().catch((error: unknown) => setProblem(errorText(error)));
  return (
    <>
      {problem && (
        <p class="self-problem" role="alert">
          <WarningIcon />
          {problem}
        </p>
      )}
      <div class="self">
        <button
          type="button"
          class="side-button self-button"
          title="Your profile"
          onClick={() => showDialog(<ProfileDialog />)}
        >
          <Avatar user={me.value} size="small" />
          <span class="self-name">
            <bdi>{me.value.name}</bdi>
            <span class="hidden"> your profile</span>
          </span>
        </button>
        <NotificationsButton />
        <button type="button" class="icon-button" aria-label="Sign out" title="Sign out" onClick={leave}>
          <SignOutIcon />
        </button>
      </div>
    </>
  );
}

/** Wears a dot until somebody has looked at what it is for, where there is something to turn on. */
function NotificationsButton() {
  const [seen, setSeen] = useState(() => notified.seen(me.peek().id));
  const asking = !seen && support() === "ready" && Notification.permission === "default";
  return (
    <button
      type="button"
      class={asking ? "icon-button asking" : "icon-button"}
      aria-label="Notification settings"
      title="Notification settings"
      onClick={() => {
        notified.keepSeen(me.peek().id);
        setSeen(true);
        showDialog(<NotificationsDialog />);
      }}
    >
      <BellIcon />
    </button>
  );
}

interface SectionProps {
  title: string;
  action: string;
  /** Null where one may not. */
  onAction: (() => void) | null;
  rooms: Room[];
  currentId: number | null;
}

function Section({ title, action, onAction, rooms: listed, currentId }: SectionProps) {
  return (
    <section>
      <header class="section-head">
        <h2>{title}</h2>
        {onAction && (
          <button type="button" class="icon-button small" aria-label={action} title={action} onClick={onAction}>
            <PlusIcon />
          </button>
        )}
      </header>
      <ul class="room-list">
        {listed.map((room) => (
          <RoomLink key={room.id} room={room} current={room.id === currentId} />
        ))}
      </ul>
    </section>
  );
}
