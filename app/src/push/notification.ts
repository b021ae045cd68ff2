import type { User } from "../protocol/entities.ts";
import type { PushNotification } from "../protocol/push.ts";
import type { News } from "./queue.ts";

/** Systems show less; with the names it stays far below the 3,993 bytes that push services take. */
const MOST_CHARACTERS = 200;

/** What somebody is told of a message. */
export function notificationOf(news: News, creator: User | undefined, badge: number): PushNotification {
  const name = creator?.name ?? "Somebody";
  const text = shorten(news.text) || "Open the conversation to see it.";
  return {
    title: news.direct ? name : (news.roomName ?? ""),
    body: news.direct ? text : `${name}: ${text}`,
    icon: creator?.avatarUrl ?? null,
    path: `/rooms/${news.roomId}/@${news.messageId}`,
    badge,
    roomId: news.roomId,
  };
}

export const testNotification = (accountName: string, badge: number): PushNotification => ({
  title: accountName,
  body: "Notifications work on this device.",
  icon: null,
  path: "/",
  badge,
  roomId: null,
});

function shorten(text: string): string {
  const characters = [...text.trim()];
  return characters.length <= MOST_CHARACTERS
    ? characters.join("")
    : `${characters.slice(0, MOST_CHARACTERS).join("")}…`;
}
