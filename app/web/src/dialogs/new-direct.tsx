import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { me, online, session, users } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { navigate, roomPath } from "../router.ts";
import { Avatar } from "../ui/avatar.tsx";
import { errorText } from "../ui/error-texts.ts";
import { Form } from "../ui/form.tsx";
import { matches } from "../ui/matching.ts";
import { closeDialog, Dialog, showDialog } from "./dialog.tsx";
import { InviteDialog } from "./invite.tsx";

export function NewDirectDialog() {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [wanted, setWanted] = useState("");
  const people = [...users.value.values()]
    .filter((user) => user.id !== me.value.id)
    .sort((a, b) => a.name.localeCompare(b.name));
  const toggle = (id: number) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const submit = async () => {
    try {
      const room = await api.makeDirect([...chosen]);
      session.value?.apply([{ type: "room", room }]);
      closeDialog();
      navigate(roomPath(room.id));
    } catch (error) {
      return errorText(error);
    }
  };
  if (people.length === 0) return <NobodyYet />;
  return (
    <Dialog title="New direct message">
      <Form action="Start conversation" onSubmit={submit} disabled={chosen.size === 0}>
        <input
          class="input"
          type="search"
          aria-label="Find people"
          placeholder="Find people"
          autofocus
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
        <fieldset class="people">
          <legend class="hidden">People</legend>
          {people
            .filter((user) => chosen.has(user.id) || matches(user.name, wanted))
            .map((user) => (
              <Person key={user.id} user={user} chosen={chosen.has(user.id)} onToggle={() => toggle(user.id)} />
            ))}
        </fieldset>
      </Form>
    </Dialog>
  );
}

function Person({ user, chosen, onToggle }: { user: User; chosen: boolean; onToggle: () => void }) {
  return (
    <label class="person">
      <input type="checkbox" checked={chosen} onChange={onToggle} />
      <Avatar user={user} size="small" />
      <span class="person-name">
        <bdi>{user.name}</bdi>
      </span>
      {online.value.has(user.id) && <span class="person-note">online</span>}
    </label>
  );
}

function NobodyYet() {
  const invites = me.value.role === "administrator";
  return (
    <Dialog title="New direct message">
      <p>
        Nobody else is here yet. {invites ? "Invite your team first." : "Ask an administrator to invite the others."}
      </p>
      {invites && (
        <div class="form-actions">
          <button
            type="button"
            class="primary"
            onClick={() => {
              showDialog(<InviteDialog />);
            }}
          >
            Invite people
          </button>
        </div>
      )}
    </Dialog>
  );
}
