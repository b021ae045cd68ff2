import { useState } from "preact/hooks";
import type { User } from "../protocol.ts";
import { Avatar } from "./avatar.tsx";
import { useFirst } from "./long-list.tsx";
import { matches } from "./matching.ts";

interface PeoplePickerProps {
  legend: string;
  people: readonly User[];
  chosen: ReadonlySet<number>;
  onChange: (chosen: ReadonlySet<number>) => void;
  /** Says something about one of them. */
  noteOn?: (user: User) => string;
  autofocus?: boolean;
}

/** People to tick, with a field to find them; whoever is ticked stays in sight. */
export function PeoplePicker({ legend, people, chosen, onChange, noteOn, autofocus = false }: PeoplePickerProps) {
  const [wanted, setWanted] = useState("");
  const toggle = (id: number) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  const found = people
    .filter((user) => chosen.has(user.id) || matches(user.name, wanted))
    .sort((a, b) => a.name.localeCompare(b.name));
  const { shown: first, more } = useFirst(found);
  const shown = more ? found.filter((user, index) => index < first.length || chosen.has(user.id)) : found;
  return (
    <>
      <input
        class="input"
        type="search"
        aria-label="Find people"
        placeholder="Find people"
        autofocus={autofocus}
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      <fieldset class="people">
        <legend class="hidden">{legend}</legend>
        {shown.map((user) => (
          <label key={user.id} class="person">
            <input type="checkbox" checked={chosen.has(user.id)} onChange={() => toggle(user.id)} />
            <Avatar user={user} size="small" />
            <span class="person-name">
              <bdi>{user.name}</bdi>
            </span>
            {noteOn?.(user) && <span class="person-note">{noteOn(user)}</span>}
          </label>
        ))}
        {more}
      </fieldset>
    </>
  );
}
