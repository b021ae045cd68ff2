import { api } from "../api.ts";
import { session } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { ConfirmDialog } from "./confirm.tsx";
import { PeopleDialog } from "./people.tsx";
import { PersonDialog } from "./person.tsx";

/** Shows at once what the server has confirmed, and leads back to the people. */
async function done(user: User, call: Promise<void>) {
  try {
    await call;
  } catch (error) {
    return errorText(error);
  }
  session.value?.apply([{ type: "user", user }]);
  return <PeopleDialog />;
}

export function DeactivateDialog({ user }: { user: User }) {
  return (
    <ConfirmDialog
      title={`Deactivate ${user.name}?`}
      action="Deactivate"
      onConfirm={() => done({ ...user, active: false }, api.deactivate(user.id))}
    >
      <p>They are signed out everywhere and taken out of all rooms. What they wrote stays.</p>
    </ConfirmDialog>
  );
}

export function BanDialog({ user }: { user: User }) {
  return (
    <ConfirmDialog
      title={`Ban ${user.name}?`}
      action="Ban"
      onConfirm={() => done({ ...user, active: false, banned: true }, api.ban(user.id))}
    >
      <p>
        They are signed out everywhere, all they wrote is deleted for good, and the addresses they came from are
        blocked. The ban can be lifted; what they wrote doesn’t come back.
      </p>
    </ConfirmDialog>
  );
}

export function LiftBanDialog({ user: { banned, active, ...user } }: { user: User }) {
  return (
    <ConfirmDialog
      title={`Let ${user.name} in again?`}
      action="Lift the ban"
      onConfirm={() => done(user, api.liftBan(user.id))}
    >
      <p>They may sign in again, and their addresses are free.</p>
    </ConfirmDialog>
  );
}

export function RemovePictureDialog({ user }: { user: User }) {
  const remove = async () => {
    try {
      const { user: changed } = await api.removePicture(user.id);
      session.value?.apply([{ type: "user", user: changed }]);
    } catch (error) {
      return errorText(error);
    }
    return <PersonDialog userId={user.id} />;
  };
  return (
    <ConfirmDialog title={`Remove the picture of ${user.name}?`} action="Remove picture" onConfirm={remove}>
      <p>Their initials are shown instead. They may choose another picture.</p>
    </ConfirmDialog>
  );
}
