import type { Queries } from "../database/database.ts";
import type { Mention } from "../protocol/entities.ts";

export interface Name {
  id: number;
  name: string;
}

/** Which members of the room the text mentions, and where. */
export async function findMentions(queries: Queries, roomId: number, text: string): Promise<Mention[]> {
  if (!text.includes("@")) return [];
  const members = await queries.query<Name>(
    "users.mentioned",
    `select users.id, users.name from memberships join users on users.id = memberships.user_id
     where memberships.room_id = $1 and users.status = 'active' and strpos(lower($2), '@' || lower(users.name)) > 0`,
    [roomId, text],
  );
  return locateMentions(text, members);
}

/**
 * Where the text names these people: an @ that doesn't stand within a word, and a whole name, in any case; where several
 * names fit, the longest. People of the same name are all meant. `start` and `length` count UTF-16 units.
 */
export function locateMentions(text: string, people: Name[]): Mention[] {
  const longestFirst = people.toSorted((a, b) => b.name.length - a.name.length);
  const mentions: Mention[] = [];
  for (let start = text.indexOf("@"); start >= 0; start = text.indexOf("@", start + 1)) {
    if (IN_WORD.before.test(text.slice(Math.max(0, start - 4), start))) continue;
    const fitting = longestFirst.filter(({ name }) => namedAt(text, start + 1, name));
    const length = (fitting[0]?.name.length ?? 0) + 1;
    for (const { id, name } of fitting) if (name.length + 1 === length) mentions.push({ userId: id, start, length });
  }
  return mentions;
}

/** The text without the mentions of this user, trimmed. */
export function withoutMentions(text: string, mentions: Mention[], userId: number): string {
  let rest = "";
  let end = 0;
  for (const mention of mentions.filter((candidate) => candidate.userId === userId)) {
    rest += text.slice(end, mention.start);
    end = mention.start + mention.length;
  }
  return (rest + text.slice(end)).trim();
}

function namedAt(text: string, start: number, name: string): boolean {
  const end = start + name.length;
  if (text.slice(start, end).toLowerCase() !== name.toLowerCase()) return false;
  return !IN_WORD.after.test(text.slice(end, end + 4));
}

// An underscore by itself is Markdown's: _@Bob_.
const IN_WORD = { before: /[\p{L}\p{N}]_*$/u, after: /^_*[\p{L}\p{N}]/u };
