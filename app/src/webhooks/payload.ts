import { createHmac } from "node:crypto";
import { keyOf } from "../bots/keys.ts";
import { withoutMentions } from "../messages/mentions.ts";
import type { Message, User } from "../protocol/entities.ts";
import type { WebhookCall } from "./queries.ts";

/** What a bot is told, in Campfire's words. */
export function payloadOf(call: WebhookCall, message: Message, creator: User): string {
  const { botId, token, roomName } = call;
  const { id, roomId, text, mentions = [] } = message;
  const html = message.attachment ? null : message.html;
  return JSON.stringify({
    user: { id: creator.id, name: creator.name },
    room: { id: roomId, name: roomName, path: `/rooms/${roomId}/${keyOf(botId, token)}/messages` },
    message: { id, body: { html, plain: withoutMentions(text, mentions, botId) }, path: `/rooms/${roomId}/@${id}` },
  });
}

/** `t=SECONDS,v1=HEX`: the time is signed too, so that a call can't be played back later. */
export function sign(secret: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}
