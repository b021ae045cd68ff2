import { StableAddresses } from "../avatars/addresses.ts";
import type { Boost, Message, User } from "../protocol/entities.ts";

/** Messages and boosts as Campfire's bots know them. */
export class BotJson {
  private readonly publicUrl: URL;
  private readonly avatars: StableAddresses;

  constructor({ publicUrl, secretKey }: { publicUrl: URL; secretKey: string }) {
    this.publicUrl = publicUrl;
    this.avatars = new StableAddresses(secretKey);
  }

  /** With Campfire's white space. `key` is the bot's own: whom it lets read the attachment. */
  message(message: Message, creator: User, key: string) {
    const { attachment } = message;
    return {
      id: message.id,
      created_at: message.createdAt,
      body: {
        plain_text: message.text,
        html: attachment ? "" : `<div class="trix-content">\n  ${message.html}\n</div>\n`,
      },
      creator: this.person(creator),
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
      booster: this.person(booster),
      message: { id: message.id, url: this.messageUrl(message) },
    };
  }

  /** The absolute address of a path. */
  url(path: string): string {
    return new URL(path, this.publicUrl).href;
  }

  private person({ id, name, role }: User) {
    return { id, name, role, avatar_url: this.url(this.avatars.pathOf(id)) };
  }

  private messageUrl({ roomId, id }: Message): string {
    return this.url(`/rooms/${roomId}/messages/${id}`);
  }
}
