import { me, rooms, users } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { matches } from "../ui/matching.ts";
import { members } from "../ui/names.ts";
import { mentionAt } from "./mention-text.ts";
import { useSuggestions } from "./use-suggestions.ts";

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

/** Completes mentions in a text area. */
export function useMentions(roomId: number, onComplete: (text: string, caret: number) => void) {
  const suggest = (typed: string) => suggestions(roomId, typed);
  return useSuggestions<User>({ startAt: mentionAt, suggest, insert: ({ name }) => `@${name}` }, onComplete);
}
