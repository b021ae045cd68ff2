import { useState } from "preact/hooks";
import { ApiError, api } from "../api.ts";
import { notice } from "../chat-context.ts";
import { navigate } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { Field, PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { ProviderProblem, providerPath, useSignInOptions } from "./sign-in-options.tsx";
import { Starting } from "./starting.tsx";
import { Welcome } from "./welcome.tsx";

const team = (
  <Field label="Team name" name="accountName" required maxLength={100} autocomplete="organization" autofocus />
);

/** Names the account and makes the first administrator. */
export function FirstRun() {
  const options = useSignInOptions();
  const [byPassword, setByPassword] = useState(false);
  if (options === null) return <Starting unreachable={false} />;
  const { provider, passwords } = options;
  const submit = async ({ accountName = "", name = "", email = "", password = "" }: Record<string, string>) => {
    try {
      await api.firstRun({ accountName, name, email, password });
      navigate("/", { replace: true });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "conflict")) return errorText(error);
      notice.value = "Somebody else has just set this Campfire up. Ask them for an invitation.";
      navigate("/session/new", { replace: true });
    }
  };
  const goToProvider = async ({ accountName = "" }: Record<string, string>) => {
    location.assign(providerPath({ team: accountName.trim() }));
    return undefined;
  };
  return (
    <Welcome title="Set up your Campfire" text="Name it, make yourself its first administrator, and invite the others.">
      <ProviderProblem />
      {provider && !byPassword ? (
        <Form action={`Set up with ${provider.name}`} onSubmit={goToProvider}>
          {team}
        </Form>
      ) : (
        <Form action="Light the fire" onSubmit={submit}>
          {team}
          <Field label="Your name" name="name" required maxLength={100} autocomplete="name" />
          <Field label="Email address" name="email" type="email" required maxLength={254} autocomplete="username" />
          <PasswordField isNew />
        </Form>
      )}
      {provider && passwords && (
        <p class="welcome-aside">
          <button type="button" class="link" onClick={() => setByPassword(!byPassword)}>
            {byPassword ? `Use ${provider.name} instead` : "Use a password instead"}
          </button>
        </p>
      )}
    </Welcome>
  );
}
