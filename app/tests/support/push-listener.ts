import type { Chat } from "./chat.ts";
import { until } from "./processes.ts";
import type { Browser, PushService } from "./push-service.ts";

/** The browser of a new member who wants to hear everything of a room. */
export async function listenerOf(chat: Chat, service: PushService, room: number): Promise<Browser> {
  const person = await chat.member();
  await person.ok("PUT", `/api/rooms/${room}/involvement`, { involvement: "everything" });
  return service.subscribe(person);
}

/** Waits until nothing is left to tell anybody. */
export const nothingLeftToSend = (chat: Chat) =>
  until("nothing is left to send", async () => {
    const rows = await chat.sql("select from push_deliveries union all select from push_messages");
    return rows.length === 0;
  });
