import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { errorText } from "../ui/error-texts.ts";
import { Field } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Welcome } from "./welcome.tsx";

const OWN_TEXTS = {
  rate_limited: "That was asked for too often. Please wait an hour, or ask an administrator for a link.",
  not_found: "No mail is sent from here. Ask an administrator for a link.",
};

/** Has a link for a new password sent. Says the same whether anybody has the address. */
export function Forgot() {
  const [sentTo, setSentTo] = useState("");
  const back = (
    <p class="welcome-aside">
      <a href="/session/new">Back to signing in</a>
    </p>
  );
  if (sentTo)
    return (
      <Welcome
        title="Look into your mail"
        text={
          <span role="status">
            If somebody here has the address <bdi>{sentTo}</bdi>, a link is on its way there. It works for an hour.
          </span>
        }
      >
        {back}
      </Welcome>
    );
  const submit = async ({ email = "" }: Record<string, string>) => {
    try {
      await api.askReset(email);
      setSentTo(email.trim());
    } catch (error) {
      return errorText(error, OWN_TEXTS);
    }
  };
  return (
    <Welcome title="Forgot your password?" text="You’ll get a link by email to set a new one.">
      <Form action="Send me a link" onSubmit={submit}>
        <Field
          label="Email address"
          name="email"
          type="email"
          required
          maxLength={254}
          autocomplete="username"
          autofocus
        />
      </Form>
      {back}
    </Welcome>
  );
}
