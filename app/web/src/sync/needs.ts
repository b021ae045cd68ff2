import type { ClientFrame } from "../protocol.ts";
import type { ChatState, Pending } from "./state.ts";
import type { PageQuery } from "./timeline.ts";

/** The room on the screen, and what the person is looking at there. */
export interface View {
  roomId: number;
  /** At the bottom: new messages come into view by themselves. */
  following: boolean;
  nearTop: boolean;
  nearBottom: boolean;
}

/** Further behind than this, a view at the bottom starts over from the newest page instead of paging through everything. */
const FAR = 200;

/**
 * The page of history that is needed next, or null. Worked out from the state alone, so that a request which failed or was forgotten is simply
 * asked for again.
 */
export function nextPage(state: ChatState, view: View): PageQuery | null {
  const room = state.rooms.get(view.roomId);
  if (!room) return null;
  const timeline = state.timelines.get(view.roomId);
  if (!timeline) return { kind: "newest" };
  const missing = room.lastNumber - timeline.to;
  if (missing > 0 && view.following && missing > FAR) return { kind: "newest" };
  if (missing > 0 && (view.following || view.nearBottom)) return { kind: "after", number: timeline.to };
  if (view.nearTop && timeline.from > 1) return { kind: "before", number: timeline.from };
  return null;
}

/** What the client has heard of, by room. Gaps below the messages' numbers are its own business, for which it asks for pages; among changes there are none. */
export function hello(state: ChatState): ClientFrame {
  const rooms = [...state.rooms.values()];
  return {
    type: "hello",
    rooms: Object.fromEntries(rooms.map((room) => [room.id, room.lastNumber])),
    changes: Object.fromEntries(rooms.map((room) => [room.id, room.lastChange ?? 0])),
  };
}

/** The messages that still have to go out over this connection, in the order they were written. */
export function unsent(state: ChatState, alreadySent: ReadonlySet<string>): Pending[] {
  return state.outbox.filter((pending) => !pending.refusal && !alreadySent.has(pending.clientMessageId));
}

/** Refusals that pass by themselves, so that the same is worth another try (docs/protocol.md). */
const PASSING = new Set(["unavailable", "rate_limited"]);

export const willPass = ({ refusal }: Pending): boolean => refusal !== undefined && PASSING.has(refusal.code);
