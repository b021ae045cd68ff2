import { useState } from "preact/hooks";
import { ApiError, api } from "../api.ts";
import { navigate } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Problem } from "./problem.tsx";
import { Welcome } from "./welcome.tsx";

/** Sets a new password by a link, and signs in with it. */
export function Reset({ token }: { token: string }) {
  const [gone, setGone] = useState(false);
  if (gone)
    return (
      <Problem
        title="This link doesn’t work any more"
        text="It sets one password, within an hour. Ask for a new link where you sign in, or an administrator."
      />
    );
  const submit = async ({ password = "" }: Record<string, string>) => {
    try {
      await api.resetPassword(token, password);
      navigate("/", { replace: true });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return errorText(error);
      setGone(true);
    }
  };
  return (
    <Welcome title="Set a new password" text="You’ll be signed in here, and signed out everywhere else.">
      <Form action="Set password" onSubmit={submit}>
        <PasswordField label="New password" isNew />
      </Form>
    </Welcome>
  );
}
