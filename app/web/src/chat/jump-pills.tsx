import { timelines } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { ArrowDownIcon, ArrowUpIcon } from "../ui/icons.tsx";

const counted = (count: number) => (count === 1 ? "1 new message" : `${count} new messages`);

/** Leads up to the first unread message while that isn't loaded. */
export function UnreadAbove({ room, readUpTo, onJump }: { room: Room; readUpTo: number | null; onJump: () => void }) {
  const timeline = timelines.value.get(room.id);
  if (readUpTo === null || !timeline || timeline.from <= readUpTo + 1) return null;
  return (
    <button type="button" class="pill above" onClick={onJump}>
      <ArrowUpIcon />
      {counted(room.lastNumber - readUpTo)}
    </button>
  );
}

/** Leads down to the newest messages for whoever reads further up. */
export function NewestBelow({ room, onJump }: { room: Room; onJump: () => void }) {
  const unread = room.lastNumber - room.readNumber;
  return (
    <button type="button" class={unread > 0 ? "pill below lively" : "pill below"} onClick={onJump}>
      <ArrowDownIcon />
      {unread > 0 ? counted(unread) : "Jump to newest"}
    </button>
  );
}
