import { useComputed } from "@preact/signals";
import { Component } from "preact";
import { AttachmentView } from "../attachments/attachment.tsx";
import { me } from "../chat-context.ts";
import type { Message, User } from "../protocol.ts";
import { roomPath } from "../router.ts";
import { SoundMessage } from "../sounds/sound-message.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { clockTime, fullTime } from "../ui/times.ts";
import { Boosts } from "./boosts.tsx";
import { editing } from "./editing.ts";
import { LinkCard } from "./link-card.tsx";
import { MessageActions } from "./message-actions.tsx";
import { MessageEditor } from "./message-editor.tsx";
import { QuoteCards } from "./quote-card.tsx";
import { Written } from "./written.tsx";

export interface MessageProps {
  message: Message;
  author: User | undefined;
  /** Begins a group: shows the author. */
  head: boolean;
  highlighted: boolean;
}

/** Drawn again only when something about it changed, for a log holds hundreds. */
export class MessageItem extends Component<MessageProps> {
  override shouldComponentUpdate(next: MessageProps): boolean {
    const now = this.props;
    return (
      next.message !== now.message ||
      next.author !== now.author ||
      next.head !== now.head ||
      next.highlighted !== now.highlighted
    );
  }

  override render() {
    const { message, author, head, highlighted } = this.props;
    const name = author?.name ?? "Somebody";
    const time = clockTime(message.createdAt);
    const link = roomPath(message.roomId, message.id);
    const mentioned = message.mentions?.some(({ userId }) => userId === me.peek().id);
    const classes = ["message", mentioned && "mentioned", head && "head", highlighted && "highlighted"]
      .filter(Boolean)
      .join(" ");
    return (
      <article class={classes} aria-label={`${name} at ${time}`} data-number={message.number} tabIndex={-1}>
        {head && <Avatar user={author} />}
        {head && (
          <header class="message-head">
            <button
              type="button"
              class="message-author"
              dir="auto"
              aria-haspopup="dialog"
              tabIndex={-1}
              data-user-id={message.creatorId}
            >
              {name}
            </button>
            {author?.role === "bot" && <span class="tag">bot</span>}
          </header>
        )}
        <a class="message-time" href={link} title={fullTime(message.createdAt)} tabIndex={-1}>
          <time dateTime={message.createdAt}>{time}</time>
        </a>
        <MessageBody message={message} />
        {message.preview && <LinkCard preview={message.preview} />}
        <QuoteCards html={message.html} messageId={message.id} />
        <Boosts message={message} />
        <MessageActions message={message} />
      </article>
    );
  }
}

/** What was written, or the form to change it. */
function MessageBody({ message }: { message: Message }) {
  const edited = useComputed(() => editing.value === message.id).value;
  if (edited) return <MessageEditor message={message} />;
  if (message.sound) return <SoundMessage message={message} />;
  const { attachment } = message;
  if (attachment) {
    return (
      <div class="message-body">
        <AttachmentView message={message} attachment={attachment} />
      </div>
    );
  }
  return <Written message={message} />;
}
