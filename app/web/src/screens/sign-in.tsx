import { useEffect } from "preact/hooks";
import { api } from "../api.ts";
import { clearNotice, notice } from "../chat-context.ts";
import { goOn } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { Field, PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Welcome } from "./welcome.tsx";

const OWN_TEXTS = {
  signed_out: "That email address and password don’t match. Please try again.",
  rate_limited: "That was tried too often. Please wait three minutes and try again.",
};

export function SignIn() {
  useEffect(() => clearNotice, []);
  const submit = async ({ email = "", password = "" }: Record<string, string>) => {
    try {
      await api.signIn({ email, password });
      goOn();
    } catch (error) {
      return errorText(error, OWN_TEXTS);
    }
  };
  return (
    <Welcome title="Sign in" text={notice.value || "Good to see you again."}>
      <Form action="Sign in" onSubmit={submit}>
        <Field label="Email address" name="email" type="email" required autocomplete="username" autofocus />
        <PasswordField />
      </Form>
    </Welcome>
  );
}
