import type { Locator } from "playwright-core";
import type { Room } from "../../app/src/protocol/entities.ts";
import type { Person } from "./people.ts";

/** Where a person writes. */
export const box = ({ page }: Person): Locator => page.getByRole("textbox", { name: "Message", exact: true });

/** A room's line in a person's sidebar; its name goes on with what is unread. */
export const roomLink = ({ page }: Person, name: string | RegExp): Locator =>
  page.getByRole("navigation").getByRole("link", { name });

/** A room by its name, as this person is told of it. */
export async function roomOf(person: Person, name: string): Promise<Room> {
  const { rooms } = await person.ask<{ rooms: Room[] }>("GET", "/api/state");
  const found = rooms.find((room) => room.name === name);
  if (!found) throw new Error(`${person.name} knows no room "${name}", but ${rooms.map((room) => room.name)}`);
  return found;
}

/** Everything that reaches a person's page over its WebSockets from the next connection on. */
export function heardBy({ page }: Person): string[] {
  const heard: string[] = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(String(payload))));
  return heard;
}

/** Has a person say more than they could type: over a WebSocket of its own, in this order. */
export const sayAll = ({ page }: Person, roomId: number, texts: string[]): Promise<void> =>
  page.evaluate(
    async ([address, room, all]) => {
      const socket = new WebSocket(address);
      const stamp = crypto.randomUUID();
      await new Promise<void>((resolve, reject) => {
        const left = new Set(all.map((_, index) => `${stamp}-${index}`));
        socket.onclose = ({ code }) => reject(new Error(`closed with ${code}, ${left.size} messages unanswered`));
        socket.onopen = () => {
          socket.send(JSON.stringify({ type: "hello", rooms: {} }));
          for (const [index, text] of all.entries())
            socket.send(JSON.stringify({ type: "send", roomId: room, text, clientMessageId: `${stamp}-${index}` }));
        };
        socket.onmessage = ({ data }) => {
          for (const event of JSON.parse(data as string)) {
            if (event.type === "refused") reject(new Error(`${event.clientMessageId}: ${event.message}`));
            if (event.type === "sent") left.delete(event.clientMessageId);
          }
          if (left.size === 0) resolve();
        };
      });
      socket.onclose = null;
      socket.close();
    },
    [page.url().replace(/^http(.*\/\/[^/]+).*/, "ws$1/ws"), roomId, texts] as const,
  );

/** For what takes its time on a busy machine. */
export const patient = { timeout: 60_000 };
