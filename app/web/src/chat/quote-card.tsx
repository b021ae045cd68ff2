import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError, api } from "../api.ts";
import { me, quotes, rooms, session, timelines, users } from "../chat-context.ts";
import type { Message } from "../protocol.ts";
import { permalinkTo, roomPath } from "../router.ts";
import { Avatar } from "../ui/avatar.tsx";
import { FileIcon } from "../ui/icons.tsx";
import { roomName, userName } from "../ui/names.ts";
import { readableText } from "../ui/readable-text.ts";
import { clockTime, dayName } from "../ui/times.ts";

/** More would be a list of links. */
const MOST_QUOTES = 3;
/** What the card can show of a message, and some more, in UTF-16 units. */
const MOST_LETTERS = 400;

/** The messages of this chat that a message links to by their bare addresses: who said it, and how it begins. */
export function QuoteCards({ html, messageId }: { html: string; messageId: number }) {
  return quotedIn(html)
    .filter((id) => id !== messageId)
    .slice(0, MOST_QUOTES)
    .map((id) => <QuoteCard key={id} id={id} />);
}

/** The ids of the messages whose addresses stand in the HTML as they are; a link with words of its own says enough. */
export function quotedIn(html: string): number[] {
  const bare = [...html.matchAll(/<a href="([^"]+)"[^>]*>\1<\/a>/g)].map(([, address]) => permalinkTo(address!));
  return [...new Set(bare.filter((id) => id !== null))];
}

/** Only what this person may read: the server is asked as it is for any message, and a room that is left takes its quotes along. */
function QuoteCard({ id }: { id: number }) {
  const quote = useComputed(() => quotes.value.get(id)).value;
  useEffect(() => {
    if (quote === undefined) void ask(id);
  }, [id, quote]);
  if (!quote || quote === "asked") return null;
  const room = rooms.value.get(quote.roomId);
  if (!room) return null;
  const author = users.value.get(quote.creatorId);
  return (
    // The link in the message is the one in the tab order.
    <a class="quote-card" href={roomPath(quote.roomId, id)} tabIndex={-1}>
      <span class="quote-head">
        <Avatar user={author} size="small" />
        <b>
          <bdi>{userName(users.value, quote.creatorId)}</bdi>
        </b>
        <span class="quote-place">
          <bdi>{roomName(room, users.value, me.value.id)}</bdi>, {dayName(quote.createdAt)},{" "}
          {clockTime(quote.createdAt)}
        </span>
      </span>
      <QuoteWords quote={quote} />
    </a>
  );
}

function QuoteWords({ quote: { attachment, sound, html } }: { quote: Message }) {
  if (sound) return <span class="quote-words">played {sound}</span>;
  if (!attachment)
    return (
      <span class="quote-words" dir="auto">
        {readableText(html).slice(0, MOST_LETTERS)}
      </span>
    );
  const { thumbnailUrl, name } = attachment;
  return (
    <span class="quote-words file-line">
      {thumbnailUrl ? <img src={thumbnailUrl} alt="" loading="lazy" /> : <FileIcon />}
      <bdi class="file-name">{name}</bdi>
    </span>
  );
}

async function ask(id: number): Promise<void> {
  const chat = session.peek()!;
  const held = [...timelines.peek().values()].flatMap(({ messages }) => messages).find((message) => message.id === id);
  chat.apply([{ type: "quoting", id }]);
  try {
    chat.apply([{ type: "quoted", id, message: held ?? (await api.message(id)) }]);
  } catch (error) {
    // Whatever else went wrong: it is asked for again with the next connection.
    if (error instanceof ApiError && [403, 404].includes(error.status))
      chat.apply([{ type: "quoted", id, message: null }]);
  }
}
