import { useState } from "preact/hooks";
import { me, rooms, users } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { matches } from "../ui/matching.ts";
import { members } from "../ui/names.ts";
import { complete, type MentionStart, mentionAt } from "./mention-text.ts";

const MOST_SUGGESTED = 6;

/** People of the room whom the letters after an @ may mean: first those whose first name begins like that. */
function suggestions(roomId: number, typed: string): User[] {
  const room = rooms.value.get(roomId);
  if (!room) return [];
  const name = (user: User) => user.name.toLocaleLowerCase();
  const begins = (user: User) => Number(name(user).startsWith(typed.toLocaleLowerCase()));
  return members(room, users.value)
    .filter((user) => user.id !== me.value.id && typed !== `${user.name} ` && matches(user.name, typed.trimEnd()))
    .sort((a, b) => begins(b) - begins(a) || a.name.localeCompare(b.name))
    .slice(0, MOST_SUGGESTED);
}

/** Completes mentions in a text area: what to suggest, and what the keys do meanwhile. */
export function useMentions(roomId: number, onComplete: (text: string, caret: number) => void) {
  const [start, setStart] = useState<MentionStart | null>(null);
  const [index, setIndex] = useState(0);
  const people = start ? suggestions(roomId, start.typed) : [];
  const active = Math.min(index, people.length - 1);

  const choose = (field: HTMLTextAreaElement, user: User | undefined) => {
    if (!user || !start) return;
    const done = complete(field.value, start, field.selectionStart, `@${user.name}`);
    setStart(null);
    onComplete(done.text, done.caret);
  };
  return {
    people,
    active,
    setIndex,
    choose,
    close: () => setStart(null),
    /** To be called when the text or the caret changed. */
    look: (field: HTMLTextAreaElement) => {
      const found = field.selectionStart === field.selectionEnd ? mentionAt(field.value, field.selectionStart) : null;
      if (found?.at !== start?.at || found?.typed !== start?.typed) setIndex(0);
      setStart(found);
    },
    /** Whether the key was meant for the suggestions. */
    takesKey: (event: KeyboardEvent): boolean => {
      if (people.length === 0 || event.isComposing) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) setIndex((active + step + people.length) % people.length);
      else if (event.key === "Enter" || event.key === "Tab")
        choose(event.currentTarget as HTMLTextAreaElement, people[active]);
      else if (event.key === "Escape") setStart(null);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
