import { useEffect } from "preact/hooks";
import { api } from "../api.ts";
import { clearNotice, notice } from "../chat-context.ts";
import { returnPath } from "../return-path.ts";
import { goOn } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { Field, PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { ProviderButton, ProviderProblem, useSignInOptions } from "./sign-in-options.tsx";
import { Starting } from "./starting.tsx";
import { Welcome } from "./welcome.tsx";

const OWN_TEXTS = {
  signed_out: "That email address and password don’t match. Please try again.",
  rate_limited: "That was tried too often. Please wait three minutes and try again.",
};

export function SignIn() {
  useEffect(() => clearNotice, []);
  const options = useSignInOptions();
  if (options === null) return <Starting unreachable={false} />;
  const { provider, passwords, resetsByMail } = options;
  const wanted = returnPath(location.search);

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
      <ProviderProblem />
      {provider && (
        <ProviderButton options={options} query={wanted === "/" ? {} : { return: wanted }}>
          Sign in with {provider.name}
        </ProviderButton>
      )}
      {passwords && (
        <Form action="Sign in" onSubmit={submit}>
          <Field
            label="Email address"
            name="email"
            type="email"
            required
            autocomplete="username"
            autofocus={!provider}
          />
          <PasswordField />
        </Form>
      )}
      {resetsByMail && (
        <p class="welcome-aside">
          <a href="/session/forgot">Forgot your password?</a>
        </p>
      )}
    </Welcome>
  );
}
