import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { account, me } from "../chat-context.ts";
import { AccountSettingsDialog } from "../dialogs/account-settings.tsx";
import { BotsDialog } from "../dialogs/bots.tsx";
import { showDialog } from "../dialogs/dialog.tsx";
import { NewDirectDialog } from "../dialogs/new-direct.tsx";
import { NewRoomDialog } from "../dialogs/new-room.tsx";
import { NotificationsDialog } from "../dialogs/notifications.tsx";
import { PeopleDialog } from "../dialogs/people.tsx";
import { PersonDialog } from "../dialogs/person.tsx";
import { ProfileDialog } from "../dialogs/profile.tsx";
import { SearchDialog } from "../dialogs/search.tsx";
import { StylesDialog } from "../dialogs/styles.tsx";

/** What the installed app's icon offers besides opening it (the manifest's shortcuts), and where Campfire's old addresses lead. */
const SHORTCUTS = new Map([
  ["new-message", () => <NewDirectDialog />],
  ["search", (query: string) => <SearchDialog initial={query} />],
  ["profile", () => <ProfileDialog />],
  ["notifications", () => <NotificationsDialog />],
  ["person", (id: string) => <PersonDialog userId={Number(id)} />],
]);
const OF_ADMINISTRATORS = new Map([
  ["settings", () => <AccountSettingsDialog />],
  ["people", () => <PeopleDialog />],
  ["bots", () => <BotsDialog />],
  ["styles", () => <StylesDialog />],
]);

/** The dialog that `#search=tea` or `#person-7` asks for; none for what there isn't, or isn't theirs. */
function dialogFor(hash: string): VNode | undefined {
  const [, name = "", of = ""] = /^#(new-message|new-room|[a-z]+)(?:[=-](.*))?$/s.exec(hash) ?? [];
  const administers = me.value.role === "administrator";
  if (name === "new-room" && (administers || !account.value.onlyAdministratorsCreateRooms)) return <NewRoomDialog />;
  return SHORTCUTS.get(name)?.(readable(of)) ?? (administers ? OF_ADMINISTRATORS.get(name)?.() : undefined);
}

function readable(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** Opens what the address asks for after its #, once. */
export function useShortcuts(): void {
  useEffect(() => {
    const follow = () => {
      const dialog = dialogFor(location.hash);
      if (!dialog) return;
      history.replaceState(null, "", location.pathname + location.search);
      showDialog(dialog);
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
}
