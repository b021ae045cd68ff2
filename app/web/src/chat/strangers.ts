import type { Room, User } from "../protocol.ts";

/** How many people the sidebar names, those to whom one talks already counted: a list that fades as conversations begin. */
const MOST = 20;

/** Everybody else who is here, bots too, who came first standing first. */
export function arrivals(users: Iterable<User>, myId: number): User[] {
  return [...users].filter(({ id, active }) => id !== myId && active !== false).sort((a, b) => a.id - b.id);
}

/** The first of them with whom there is no conversation yet, neither alone nor among several, nor one that is hidden. */
export function strangers(arrived: readonly User[], rooms: Iterable<Room>, myId: number): User[] {
  const known = new Set<number>();
  for (const { type, userIds } of rooms) if (type === "direct") for (const id of userIds ?? []) known.add(id);
  known.delete(myId);
  const found: User[] = [];
  for (const user of arrived) {
    if (found.length >= MOST - known.size) break;
    if (!known.has(user.id)) found.push(user);
  }
  return found;
}
