import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { me, session, users } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";
import { errorText } from "../ui/error-texts.ts";
import { useFirst } from "../ui/long-list.tsx";
import { matches } from "../ui/matching.ts";
import { Problem } from "../ui/problem.tsx";
import { Select } from "../ui/select.tsx";
import { Dialog, showDialog } from "./dialog.tsx";
import { PersonName } from "./person-name.tsx";
import { BanDialog, DeactivateDialog, LiftBanDialog } from "./remove-person.tsx";
import { ResetLinkDialog } from "./reset-link.tsx";

/** Fewer are seen at a glance. */
const FINDABLE = 10;

/** Who is here and who administers; for administrators. */
export function PeopleDialog() {
  const [problem, setProblem] = useState("");
  const known = [...users.value.values()]
    .filter((user) => user.role !== "bot")
    .sort((a, b) => a.name.localeCompare(b.name));
  const [wanted, setWanted] = useState("");
  const active = known.filter((user) => user.active !== false);
  const { shown: people, more } = useFirst(active.filter(({ name }) => matches(name, wanted)));
  const banned = known.filter((user) => user.banned);
  const gone = known.filter((user) => user.active === false && !user.banned);
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
      <Problem>{problem}</Problem>
      {active.length > FINDABLE && (
        <input
          class="input"
          type="search"
          aria-label="Find people"
          placeholder="Find people"
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      <ul class="everybody">
        {people.map((user) => (
          <li key={user.id} class="person kept">
            <Avatar user={user} size="small" />
            <PersonName user={user} />
            <Select
              compact
              aria-label={`Role of ${user.name}`}
              value={user.role}
              onChange={(event) => changeRole(user, event.currentTarget.value as "member" | "administrator")}
            >
              <option value="member">Member</option>
              <option value="administrator">Administrator</option>
            </Select>
            {user.id !== me.value.id && (
              <span class="person-actions">
                <Action what="New password" user={user} dialog={<ResetLinkDialog user={user} />} />
                <Action what="Deactivate" user={user} dialog={<DeactivateDialog user={user} />} />
                <Action what="Ban" user={user} dialog={<BanDialog user={user} />} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {more}
      {banned.length > 0 && (
        <section class="found">
          <h3>Banned</h3>
          <ul>
            {banned.map((user) => (
              <li key={user.id} class="person kept">
                <Avatar user={user} size="small" />
                <PersonName user={user} />
                <Action what="Lift the ban" user={user} dialog={<LiftBanDialog user={user} />} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {gone.length > 0 && (
        <section class="found">
          <h3>Deactivated</h3>
          <ul>
            {gone.map((user) => (
              <li key={user.id} class="person kept">
                <Avatar user={user} size="small" />
                <PersonName user={user} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

function Action({ what, user, dialog }: { what: string; user: User; dialog: VNode }) {
  return (
    <button type="button" class="quiet" aria-label={`${what} ${user.name}…`} onClick={() => showDialog(dialog)}>
      {what}…
    </button>
  );
}
