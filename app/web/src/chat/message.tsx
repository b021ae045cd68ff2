import { Component } from "preact";
import type { Message, User } from "../protocol.ts";
import { roomPath } from "../router.ts";
import { Avatar } from "../ui/avatar.tsx";
import { clockTime, fullTime } from "../ui/times.ts";
import { CopyLinkButton } from "./copy-link.tsx";

export interface MessageProps {
  message: Message;
  author: User | undefined;
  /** Begins a group: shows the author. */
  head: boolean;
  highlighted: boolean;
}

const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\s){1,12}$/u;
const HAS_DIGIT = /\d/;

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
    const classes = ["message", head && "head", highlighted && "highlighted"].filter(Boolean).join(" ");
    return (
      <article class={classes} aria-label={`${name} at ${time}`} data-number={message.number} tabIndex={-1}>
        {head && <Avatar user={author} />}
        {head && (
          <header class="message-head">
            <span class="message-author" dir="auto">
              {name}
            </span>
            {author?.role === "bot" && <span class="tag">bot</span>}
          </header>
        )}
        <a class="message-time" href={link} title={fullTime(message.createdAt)} tabIndex={-1}>
          <time dateTime={message.createdAt}>{time}</time>
        </a>
        <div
          class={ONLY_EMOJI.test(message.text) && !HAS_DIGIT.test(message.text) ? "message-body emoji" : "message-body"}
          dir="auto"
          // The server made it safe (docs/protocol.md).
          dangerouslySetInnerHTML={{ __html: message.html }}
        />
        {message.editedAt && <span class="message-note">edited</span>}
        <div class="message-actions">
          <CopyLinkButton path={link} />
        </div>
      </article>
    );
  }
}
