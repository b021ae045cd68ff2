import type { Boost, Message, User } from "../protocol/entities.ts";

/** Messages and boosts as Campfire's bots know them. */
export class BotJson {
  private readonly publicUrl: URL;

  constructor(publicUrl: URL) {
    this.publicUrl = publicUrl;
  }

  /** `key` is the bot's own: whom it lets read the attachment. */
  message(message: Message, creator: User, key: string) {
    const { attachment } = message;
    return {
      id: message.id,
      created_at: message.createdAt,
      body: { plain_text: message.text, html: `<div class="trix-content">${message.html}</div>` },
      creator: person(creator),
      room: { id: message.roomId },
      url: this.messageUrl(message),
      ...(attachment && {
        attachment: {
          name: attachment.name,
          content_type: attachment.type,
          byte_size: attachment.bytes,
          url: this.url(`/rooms/${message.roomId}/${key}/messages/${message.id}/attachment`),
        },
      }),
    };
  }

  boost(boost: Boost, booster: User, message: Message) {
    return {
      id: boost.id,
      content: boost.content,
      created_at: boost.createdAt,
      booster: person(booster),
      message: { id: message.id, url: this.messageUrl(message) },
    };
  }

  /** The absolute address of a path. */
  url(path: string): string {
    return new URL(path, this.publicUrl).href;
  }

  private messageUrl({ roomId, id }: Message): string {
    return this.url(`/rooms/${roomId}/messages/${id}`);
  }
}

const person = ({ id, name, role, avatarUrl }: User) => ({ id, name, role, avatar_url: avatarUrl });
