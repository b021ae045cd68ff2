import { noteOn } from "../chat/standing.ts";
import { me, users } from "../chat-context.ts";
import { Field } from "../ui/field.tsx";
import { PeoplePicker } from "../ui/people-picker.tsx";

export type SharedType = "open" | "closed";

interface RoomFieldsProps {
  name?: string;
  type: SharedType;
  onType: (type: SharedType) => void;
  chosen: ReadonlySet<number>;
  onChosen: (chosen: ReadonlySet<number>) => void;
  /** Whether one's own name stands among the people, to leave or to stay. */
  withSelf?: boolean;
}

const TYPES: [type: SharedType, title: string, text: string][] = [
  ["open", "Open", "Everybody on the team can read it and join in."],
  ["closed", "Closed", "Only the people you choose."],
];

/** What a shared room is: its name, and who is in it. */
export function RoomFields({ name, type, onType, chosen, onChosen, withSelf = false }: RoomFieldsProps) {
  const people = [...users.value.values()].filter(
    (user) => user.active !== false && (withSelf || user.id !== me.value.id),
  );
  return (
    <>
      <Field
        label="Room name"
        name="name"
        required
        maxLength={100}
        autocomplete="off"
        autofocus={name === undefined}
        placeholder="Kitchen table"
        defaultValue={name}
      />
      <fieldset class="choices">
        <legend>Who can read it</legend>
        {TYPES.map(([value, title, text]) => (
          <label key={value} class="choice">
            <input type="radio" name="type" value={value} checked={type === value} onChange={() => onType(value)} />
            <span>
              <b>{title}</b>
              <span class="hint">{text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {type === "closed" && people.length > 0 && (
        <PeoplePicker legend="People in the room" people={people} chosen={chosen} onChange={onChosen} noteOn={noteOn} />
      )}
    </>
  );
}
