import { useState } from "preact/hooks";
import { openDirect } from "../chat/open-direct.ts";
import { noteOn } from "../chat/standing.ts";
import { users } from "../chat-context.ts";
import { errorText } from "../ui/error-texts.ts";
import { Form } from "../ui/form.tsx";
import { PeoplePicker } from "../ui/people-picker.tsx";
import { Dialog, showDialog } from "./dialog.tsx";
import { InviteDialog } from "./invite.tsx";

export function NewDirectDialog() {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const people = [...users.value.values()].filter((user) => user.active !== false);
  const submit = async () => {
    try {
      await openDirect([...chosen]);
    } catch (error) {
      return errorText(error);
    }
  };
  if (people.length === 1) return <NobodyYet />;
  return (
    <Dialog title="New direct message">
      <Form action="Start conversation" onSubmit={submit} disabled={chosen.size === 0}>
        <PeoplePicker legend="People" people={people} chosen={chosen} onChange={setChosen} noteOn={noteOn} autofocus />
      </Form>
    </Dialog>
  );
}

function NobodyYet() {
  return (
    <Dialog title="New direct message">
      <p>Nobody else is here yet. Invite your team first.</p>
      <div class="form-actions">
        <button type="button" class="primary" onClick={() => showDialog(<InviteDialog />)}>
          Invite people
        </button>
      </div>
    </Dialog>
  );
}
