import { hueIndex, initials } from "../../../src/avatars/initials.ts";
import type { Room, User } from "../protocol.ts";

type Users = ReadonlyMap<number, User>;

export { initials };

/** A person's colour, the same on every device. */
export const hueOf = (userId: number) => `hue-${hueIndex(userId)}`;

export function userName(users: Users, id: number): string {
  return users.get(id)?.name ?? "Somebody";
}

/** The members of a room that a given person would name: all but that person. */
export function others(room: Room, myId: number): number[] {
  return (room.userIds ?? []).filter((id) => id !== myId);
}

/** Who is in a room, bots too; in an open one everybody is. */
export function members(room: Room, users: Users): User[] {
  const all = [...users.values()].filter((user) => user.active !== false);
  const ids = room.userIds && new Set(room.userIds);
  return ids ? all.filter((user) => ids.has(user.id)) : all;
}

/** Whether a person, or a bot, is in a room; in an open one everybody is. */
export const isIn = ({ userIds }: Room, { id }: { id: number }): boolean => userIds?.includes(id) ?? true;

/** Where a person and this one both are, by name: all but direct rooms, and none any more of who has left. */
export function sharedRooms(rooms: readonly Room[], user: User): Room[] {
  if (user.active === false) return [];
  return rooms
    .filter((room) => room.type !== "direct" && isIn(room, user))
    .sort((a, b) => byName(a.name ?? "", b.name ?? ""));
}

/** As people look names up: "Sprint 2" before "Sprint 10". */
export const byName = new Intl.Collator(undefined, { numeric: true }).compare;

export function roomName(room: Room, users: Users, myId: number): string {
  if (room.name) return room.name;
  const names = others(room, myId).map((id) => userName(users, id));
  return names.length ? listOf(names) : `${userName(users, myId)} (you)`;
}

/** "Ana, Ben and Cleo". A name that runs from right to left keeps to itself, or the words around it would follow it. */
export function listOf(names: string[]): string {
  const list = (all: string[]) => new Intl.ListFormat("en", { type: "conjunction" }).format(all);
  if (names.length < 2 || !names.some((name) => FROM_THE_RIGHT.test(name))) return list(names);
  return LEFT_TO_RIGHT + list(names.map((name) => `\u2068${name}\u2069`));
}

const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const LEFT_TO_RIGHT = "\u200e";
