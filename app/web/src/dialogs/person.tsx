import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";
import { openDirect } from "../chat/open-direct.ts";
import { standing } from "../chat/standing.ts";
import { me, rooms, users } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { roomPath } from "../router.ts";
import { Avatar } from "../ui/avatar.tsx";
import { errorText } from "../ui/error-texts.ts";
import { sharedRooms } from "../ui/names.ts";
import { Problem } from "../ui/problem.tsx";
import { RoomMark } from "../ui/room-mark.tsx";
import { closeDialog, Dialog, showDialog } from "./dialog.tsx";
import { ProfileDialog } from "./profile.tsx";
import { RemovePictureDialog } from "./remove-person.tsx";

const ROLES = { member: "Member", administrator: "Administrator", bot: "Bot" };

/** Who somebody is, and the way to them. */
export function PersonDialog({ userId }: { userId: number }) {
  const user = users.value.get(userId);
  if (!user) return <Dialog title="Somebody">They aren’t known here any more.</Dialog>;
  const self = userId === me.value.id;
  const mayRemovePicture = me.value.role === "administrator" && !self && user.role !== "bot" && user.avatarUrl !== null;
  return (
    <Dialog title={user.name}>
      <div class="person-card">
        <Avatar user={user} size="large" />
        <p>
          {ROLES[user.role]}
          <span class="person-note">{self ? "This is you" : standing(user)}</span>
        </p>
      </div>
      {user.bio && (
        <p class="bio" dir="auto">
          {user.bio}
        </p>
      )}
      {mayWriteMail(user) && <Email userId={user.id} />}
      <SharedRooms user={user} />
      {mayRemovePicture && (
        <button type="button" class="quiet danger" onClick={() => showDialog(<RemovePictureDialog user={user} />)}>
          Remove picture…
        </button>
      )}
      {user.active !== false && <MessageThem user={user} self={self} />}
    </Dialog>
  );
}

/** As in Campfire: administrators are shown the addresses of all but those who have left. */
function mayWriteMail({ id, role, active, banned }: User): boolean {
  return me.value.role === "administrator" && id !== me.value.id && role !== "bot" && (active !== false || !!banned);
}

function Email({ userId }: { userId: number }) {
  const [email, setEmail] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    api.profileOf(userId).then(
      (profile) => setEmail(profile.email),
      (error: unknown) => setProblem(errorText(error)),
    );
  }, [userId]);
  return (
    <>
      <Problem>{problem}</Problem>
      <p class="person-email" aria-busy={email === null && !problem}>
        {email && <a href={`mailto:${email}`}>{email}</a>}
      </p>
    </>
  );
}

function SharedRooms({ user }: { user: User }) {
  const shared = sharedRooms([...rooms.value.values()], user);
  if (shared.length === 0 || user.id === me.value.id) return null;
  return (
    <section class="found">
      <h3>Rooms you share</h3>
      <ul class="shared-rooms">
        {shared.map((room) => (
          <li key={room.id}>
            <a class="room-link" href={roomPath(room.id)} onClick={closeDialog}>
              <RoomMark room={room} />
              <span class="room-link-name">
                <bdi>{room.name}</bdi>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function MessageThem({ user, self }: { user: User; self: boolean }) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const open = async () => {
    if (busy) return;
    setBusy(true);
    setProblem("");
    try {
      await openDirect([user.id]);
    } catch (error) {
      setProblem(errorText(error));
      setBusy(false);
    }
  };
  return (
    <>
      <Problem>{problem}</Problem>
      <div class="form-actions">
        <button type="button" class={self ? "secondary" : "primary"} aria-busy={busy} onClick={open}>
          {self ? (
            "Your notes"
          ) : (
            <span>
              Message <bdi>{user.name}</bdi>
            </span>
          )}
        </button>
        {self && (
          <button type="button" class="primary" onClick={() => showDialog(<ProfileDialog />)}>
            Edit your profile
          </button>
        )}
      </div>
    </>
  );
}
