import { ApiError, api } from "../api.ts";
import { navigate } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { Field, PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Welcome } from "./welcome.tsx";

/** Names the account and makes the first administrator. */
export function FirstRun() {
  const submit = async ({ accountName = "", name = "", email = "", password = "" }: Record<string, string>) => {
    try {
      await api.firstRun({ accountName, name, email, password });
      navigate("/", { replace: true });
    } catch (error) {
      if (error instanceof ApiError && error.code === "conflict") navigate("/session/new", { replace: true });
      return errorText(error);
    }
  };
  return (
    <Welcome title="Set up your Campfire" text="Name it, make yourself its first administrator, and invite the others.">
      <Form action="Light the fire" onSubmit={submit}>
        <Field label="Team name" name="accountName" required maxLength={100} autocomplete="organization" autofocus />
        <Field label="Your name" name="name" required maxLength={100} autocomplete="name" />
        <Field label="Email address" name="email" type="email" required maxLength={254} autocomplete="username" />
        <PasswordField isNew />
      </Form>
    </Welcome>
  );
}
