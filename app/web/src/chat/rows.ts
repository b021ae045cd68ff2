import type { Message } from "../protocol.ts";
import { keyOf, type Pending } from "../sync/state.ts";
import { dayKey } from "../ui/times.ts";

/** One line of the message log. A `head` begins a group: it shows who wrote it. */
export type Row =
  | { kind: "day"; key: string; at: string }
  | { kind: "unread"; key: string }
  | { kind: "message"; key: string; message: Message; head: boolean }
  | { kind: "pending"; key: string; pending: Pending; head: boolean };

/** A pause longer than this begins a new group, ms. */
const PAUSE_MS = 5 * 60_000;

interface Last {
  creatorId: number;
  at: string;
}

/**
 * Turns messages into rows: days set apart, neighbours of one author grouped, and the mark before the first unread message of somebody else
 * (`readUpTo` is the number read last, null for no mark).
 */
export function toRows(
  messages: readonly Message[],
  pending: readonly Pending[],
  myId: number,
  readUpTo: number | null,
): Row[] {
  const rows: Row[] = [];
  let last: Last | null = null;
  let marked = readUpTo === null;

  /** Adds what has to stand before a message, and tells whether that message begins a group. */
  const lead = (next: Last): boolean => {
    const newDay = !last || dayKey(last.at) !== dayKey(next.at);
    if (newDay) rows.push({ kind: "day", key: `day:${dayKey(next.at)}`, at: next.at });
    const paused = last && Date.parse(next.at) - Date.parse(last.at) > PAUSE_MS;
    const head = newDay || paused || last?.creatorId !== next.creatorId;
    last = next;
    return Boolean(head);
  };

  for (const message of messages) {
    if (message.deleted) continue;
    let head = lead({ creatorId: message.creatorId, at: message.createdAt });
    if (!marked && message.number > readUpTo! && message.creatorId !== myId) {
      rows.push({ kind: "unread", key: "unread" });
      marked = true;
      head = true;
    }
    rows.push({ kind: "message", key: keyOf(message), message, head });
  }
  for (const item of pending) {
    const { clientMessageId } = item;
    // This device's clock may be behind the server's: an unsent message is never older than what stands above it.
    const at: string = last && (last as Last).at > item.createdAt ? (last as Last).at : item.createdAt;
    const head = lead({ creatorId: myId, at });
    rows.push({ kind: "pending", key: `${myId}:${clientMessageId}`, pending: item, head });
  }
  return rows;
}
