import { useEffect, useState } from "preact/hooks";
import { ApiError, api } from "../api.ts";
import { navigate } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { Field, PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Problem } from "./problem.tsx";
import { ProviderButton, useSignInOptions } from "./sign-in-options.tsx";
import { Starting } from "./starting.tsx";
import { Welcome } from "./welcome.tsx";

/** Makes an account by an invitation link. */
export function Join({ code }: { code: string }) {
  const [accountName, setAccountName] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const options = useSignInOptions();
  useEffect(() => {
    api.invitation(code).then((invitation) => setAccountName(invitation.accountName), setFailure);
  }, [code]);

  if (failure instanceof ApiError && failure.status === 404)
    return (
      <Problem
        title="This invitation doesn’t work"
        text="It may have been renewed since it was sent. Ask whoever invited you for the current link."
      />
    );
  if (failure) return <Problem title="The invitation can’t be opened" text={errorText(failure)} />;
  if (accountName === null || options === null) return <Starting unreachable={false} />;

  const { provider, passwords } = options;
  const submit = async ({ name = "", email = "", password = "" }: Record<string, string>) => {
    try {
      await api.join(code, { name, email, password });
      navigate("/", { replace: true });
    } catch (error) {
      return errorText(error, { not_found: "This invitation doesn’t work any more. Ask for the current link." });
    }
  };
  return (
    <Welcome title={`Join ${accountName}`} text="You’ve been invited. Pull up a chair.">
      {provider && (
        <ProviderButton options={options} query={{ invitation: code }}>
          Join with {provider.name}
        </ProviderButton>
      )}
      {passwords && (
        <Form action="Join" onSubmit={submit}>
          <Field label="Your name" name="name" required maxLength={100} autocomplete="name" autofocus />
          <Field label="Email address" name="email" type="email" required maxLength={254} autocomplete="username" />
          <PasswordField isNew />
        </Form>
      )}
      <p class="welcome-aside">
        Already have an account? <a href="/session/new">Sign in</a>
      </p>
    </Welcome>
  );
}
