import { me, online } from "../chat-context.ts";
import type { User } from "../protocol.ts";

/** Whether somebody is there; null where nobody can be. */
export type Presence = "online" | "away" | null;

/** Null for bots, which aren't anywhere, and for who has left. */
export function presenceOf(user: User | undefined): Presence {
  if (!user || user.role === "bot" || user.active === false) return null;
  return online.value.has(user.id) ? "online" : "away";
}

/** The same in words, for everybody. */
export function standing(user: User | undefined): string {
  if (!user) return "";
  if (user.banned) return "Banned from here";
  if (user.active === false) return user.role === "bot" ? "Removed" : "Deactivated: not here any more";
  if (user.role === "bot") return "Writes here by itself";
  return presenceOf(user) === "online" ? "Online" : "Away";
}

/** The same in a word, where people are chosen from a list: nothing of who is away. */
export function noteOn(user: User): string {
  if (user.id === me.value.id) return "you";
  if (user.role === "bot") return "bot";
  return presenceOf(user) === "online" ? "online" : "";
}
