import { useState } from "preact/hooks";
import { ApiError, api } from "../api.ts";
import { navigate } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { Form } from "../ui/form.tsx";
import { Problem } from "./problem.tsx";
import { Welcome } from "./welcome.tsx";

/** Signs in by a link from another device. Asks before, since whoever only looks at the link (a preview) would use it up. */
export function Transfer({ token }: { token: string }) {
  const [gone, setGone] = useState(false);
  if (gone)
    return (
      <Problem
        title="This link doesn’t work any more"
        text="It signs in once, within four hours. Make a new one where you are signed in."
      />
    );
  const submit = async () => {
    try {
      await api.transfer(token);
      navigate("/", { replace: true });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return errorText(error);
      setGone(true);
    }
  };
  return (
    <Welcome title="Sign in on this device" text="You’ll be signed in as whoever made this link.">
      <Form action="Sign in here" onSubmit={submit}>
        {null}
      </Form>
    </Welcome>
  );
}
