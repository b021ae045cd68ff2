import type { Room, User } from "../protocol.ts";

type Users = ReadonlyMap<number, User>;

const words = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** One or two letters that stand for a person. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const chosen = parts.length > 1 ? [parts[0]!, parts.at(-1)!] : [parts[0]!];
  return chosen.map((part) => [...words.segment(part)][0]?.segment.toLocaleUpperCase() ?? "").join("");
}

/** How many avatar colours the style sheet knows (`.hue-0` …). */
const HUES = 10;

/** A person's colour, the same on every device. */
export function hueOf(userId: number): string {
  return `hue-${(Math.imul(userId, 2654435761) >>> 16) % HUES}`;
}

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

export function roomName(room: Room, users: Users, myId: number): string {
  if (room.name) return room.name;
  const names = others(room, myId).map((id) => userName(users, id));
  return names.length ? listOf(names) : `${userName(users, myId)} (you)`;
}

export const listOf = (names: string[]) => new Intl.ListFormat("en", { type: "conjunction" }).format(names);
