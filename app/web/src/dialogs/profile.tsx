import { useEffect, useId, useState } from "preact/hooks";
import { api, type Profile } from "../api.ts";
import { me, session } from "../chat-context.ts";
import type { SignInOptions } from "../protocol.ts";
import { useSignInOptions } from "../screens/sign-in-options.tsx";
import { errorText } from "../ui/error-texts.ts";
import { Field, PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Problem } from "../ui/problem.tsx";
import { AvatarField } from "./avatar-field.tsx";
import { closeDialog, Dialog, showDialog } from "./dialog.tsx";
import { KeyboardDialog } from "./keyboard.tsx";
import { SessionsDialog } from "./sessions.tsx";

/** One's own name, words and ways to sign in. */
export function ProfileDialog() {
  const [profile, setProfile] = useState<Profile | null>(null);
  const options = useSignInOptions();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    api.profile().then(setProfile, (error: unknown) => setProblem(errorText(error)));
  }, []);
  return (
    <Dialog title="Your profile">
      <Problem>{problem}</Problem>
      {profile && <AvatarField user={me.value} set={api.setAvatar} remove={api.removeAvatar} />}
      {profile && options && <ProfileForm profile={profile} options={options} />}
    </Dialog>
  );
}

function ProfileForm({ profile: { user, email }, options }: { profile: Profile; options: SignInOptions }) {
  const bioId = useId();
  const submit = async (fields: Record<string, string>) => {
    const { name = "", bio = "", password = "", currentPassword = "" } = fields;
    const address = fields.email?.trim() ?? "";
    try {
      const changed = await api.changeProfile({
        name: name.trim(),
        bio: bio.trim(),
        ...(address && address !== email && { email: address }),
        ...(password && { password }),
        ...(currentPassword && { currentPassword }),
      });
      session.value?.apply([{ type: "user", user: changed.user }]);
      closeDialog();
    } catch (error) {
      return errorText(error, { forbidden: "That is not your current password." });
    }
  };
  const beside = (
    <span class="beside-start">
      <button type="button" class="quiet" onClick={() => showDialog(<SessionsDialog />)}>
        Where you’re signed in
      </button>
      <button type="button" class="quiet with-keyboard" onClick={() => showDialog(<KeyboardDialog />)}>
        Keyboard shortcuts
      </button>
    </span>
  );
  return (
    <Form action="Save" onSubmit={submit} beside={beside}>
      <Field label="Your name" name="name" required maxLength={100} autocomplete="name" defaultValue={user.name} />
      <div class="field">
        <label for={bioId}>About you</label>
        <textarea id={bioId} class="input" name="bio" rows={2} maxLength={500} dir="auto" defaultValue={user.bio} />
      </div>
      {options.passwords ? (
        <Credentials email={email} />
      ) : (
        <p class="hint">
          You sign in with {options.provider?.name}
          {email && ` as ${email}`}.
        </p>
      )}
    </Form>
  );
}

/** What a password is needed for to change. */
function Credentials({ email }: Pick<Profile, "email">) {
  return (
    <>
      <Field
        label="Email address"
        name="email"
        type="email"
        maxLength={254}
        autocomplete="username"
        defaultValue={email ?? undefined}
      />
      <PasswordField label="New password" isNew required={false} />
      <PasswordField label="Current password" name="currentPassword" required={false} />
      <p class="hint">The current password is asked for only when the email address or the password changes.</p>
    </>
  );
}
