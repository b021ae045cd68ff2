import type { ComponentChildren, RefObject } from "preact";
import { UploadItem } from "../attachments/upload-item.tsx";
import { uploads } from "../attachments/uploads.ts";
import { me, outbox, timelines, users } from "../chat-context.ts";
import type { Message } from "../protocol.ts";
import { dayName } from "../ui/times.ts";
import { MessageItem } from "./message.tsx";
import { openPerson } from "./open-person.tsx";
import { PendingItem } from "./pending-message.tsx";
import { type Row, toRows } from "./rows.ts";
import { bringActions, walk } from "./walk.ts";

interface MessageLogProps {
  roomId: number;
  name: string;
  readUpTo: number | null;
  highlighted: number | null;
  log: RefObject<HTMLDivElement | null>;
  children?: ComponentChildren;
}

const NONE: readonly Message[] = [];

/** The room's messages, oldest first. The announcer speaks for it, so it is no live region by itself. */
export function MessageLog({ roomId, name, readUpTo, highlighted, log, children }: MessageLogProps) {
  const timeline = timelines.value.get(roomId);
  const pending = outbox.value.filter((item) => item.roomId === roomId);
  const sending = uploads.value.filter((upload) => upload.roomId === roomId);
  const rows = toRows(timeline?.messages ?? NONE, pending, me.value.id, readUpTo);
  return (
    <div
      class="log"
      role="log"
      aria-live="off"
      aria-label={`Messages in ${name}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      ref={log}
      onClick={openPerson}
      onKeyDown={(event) => {
        openPerson(event);
        walk(event);
      }}
      onFocusIn={bringActions}
    >
      <div class="log-content" aria-busy={!timeline}>
        {timeline && timeline.from <= 1 && children}
        {timeline && timeline.from > 1 && <p class="log-loading">Loading earlier messages…</p>}
        {rows.map((row) => (
          <LogRow key={row.key} row={row} highlighted={highlighted} />
        ))}
        {sending.map((upload) => (
          <UploadItem key={upload.clientMessageId} upload={upload} />
        ))}
      </div>
    </div>
  );
}

function LogRow({ row, highlighted }: { row: Row; highlighted: number | null }) {
  switch (row.kind) {
    case "day":
      return (
        <h2 class="day">
          <time dateTime={row.at}>{dayName(row.at)}</time>
        </h2>
      );
    case "unread":
      return (
        <p class="unread-mark">
          <span>New</span>
        </p>
      );
    case "pending":
      return <PendingItem pending={row.pending} head={row.head} />;
    default:
      return (
        <MessageItem
          message={row.message}
          author={users.value.get(row.message.creatorId)}
          head={row.head}
          highlighted={row.message.number === highlighted}
        />
      );
  }
}
