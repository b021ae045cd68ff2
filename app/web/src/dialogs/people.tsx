import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { me, session, users } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";
import { errorText } from "../ui/error-texts.ts";
import { ConfirmDialog } from "./confirm.tsx";
import { Dialog, showDialog } from "./dialog.tsx";

/** Who is here and who administers; for administrators. */
export function PeopleDialog() {
  const [problem, setProblem] = useState("");
  const people = [...users.value.values()]
    .filter((user) => user.role !== "bot" && user.active !== false)
    .sort((a, b) => a.name.localeCompare(b.name));
  const changeRole = async (user: User, role: "member" | "administrator") => {
    setProblem("");
    try {
      const changed = await api.changeRole(user.id, role);
      session.value?.apply([{ type: "user", user: changed.user }]);
    } catch (error) {
      setProblem(errorText(error));
    }
  };
  return (
    <Dialog title="People" wide>
      {problem && (
        <p class="form-problem" role="alert">
          {problem}
        </p>
      )}
      <ul>
        {people.map((user) => (
          <li key={`${user.id} ${user.role} ${problem}`} class="person kept">
            <Avatar user={user} size="small" />
            <span class="person-name">
              <bdi>{user.name}</bdi>
            </span>
            <select
              class="input compact"
              aria-label={`Role of ${user.name}`}
              value={user.role}
              onChange={(event) => changeRole(user, event.currentTarget.value as "member" | "administrator")}
            >
              <option value="member">Member</option>
              <option value="administrator">Administrator</option>
            </select>
            {user.id !== me.value.id && (
              <button
                type="button"
                class="quiet danger"
                aria-label={`Deactivate ${user.name}…`}
                onClick={() => showDialog(<Deactivate user={user} />)}
              >
                Deactivate…
              </button>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Deactivate({ user }: { user: User }) {
  const submit = async () => {
    try {
      await api.deactivate(user.id);
    } catch (error) {
      return errorText(error);
    }
    session.value?.apply([{ type: "user", user: { ...user, active: false } }]);
    return <PeopleDialog />;
  };
  return (
    <ConfirmDialog title={`Deactivate ${user.name}?`} action="Deactivate" onConfirm={submit}>
      <p>They are signed out everywhere and taken out of all rooms. What they wrote stays.</p>
    </ConfirmDialog>
  );
}
