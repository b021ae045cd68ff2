import type { Queries } from "../database/database.ts";
import { listRanges } from "../messages/queries.ts";
import type { Message } from "../protocol/entities.ts";
import { listRooms } from "../rooms/queries.ts";
import type { Connection } from "./connection.ts";
import type { Feeds } from "./feeds.ts";
import { serialise } from "./frames.ts";
import type { Hub } from "./hub.ts";

/** More than this is not sent but left to the client to ask for, page by page. */
export const MOST_MISSING = 200;

export interface Welcome {
  instanceId: string;
  version: string;
  pingSeconds: number;
  online(): number[];
}

/**
 * Brings a client up to date: `known` is the last number it has of each room. It enters the rooms' audiences at one
 * moment, at which each room stands at a certain number; it is sent what it misses up to there from the database, then
 * what was kept for it meanwhile. So it misses nothing and gets nothing twice.
 */
export async function welcome(
  { queries, hub, feeds }: { queries: Queries; hub: Hub; feeds: Feeds },
  connection: Connection,
  known: Map<number, number>,
  greeting: Welcome,
): Promise<void> {
  const rooms = await listRooms(queries, connection.viewer.userId);
  await feeds.ensure(rooms.map((room) => room.id));
  // This replica may hear of a message later than the one that the client comes from.
  const ahead = rooms.filter((room) => (known.get(room.id) ?? 0) > feeds.delivered(room.id));
  if (ahead.length > 0) await feeds.check(ahead.map((room) => room.id));

  hub.flush();
  await connection.hold(async () => {
    if (!connection.open) return;
    hub.add(connection);
    const ranges: { roomId: number; after: number; upTo: number }[] = [];
    const events: string[] = [serialise({ type: "welcome", ...greeting, online: greeting.online() })];
    for (const room of rooms) {
      hub.enter(connection, room.id);
      const upTo = feeds.delivered(room.id);
      const after = known.get(room.id);
      if (after === undefined) events.push(serialise({ type: "room", room }));
      else if (upTo - after > MOST_MISSING || after > upTo)
        events.push(serialise({ type: "behind", roomId: room.id, lastNumber: upTo }));
      else if (upTo > after) ranges.push({ roomId: room.id, after, upTo });
    }
    const reachable = new Set(rooms.map((room) => room.id));
    for (const roomId of known.keys()) {
      if (!reachable.has(roomId)) events.push(serialise({ type: "roomRemoved", roomId }));
    }
    connection.sayFirst(events);
    await sendMissing(queries, connection, ranges);
  });
}

// As many messages at once as a page of the longest ones may take without holding much memory.
const ROOMS_AT_ONCE = 10;

async function sendMissing(
  queries: Queries,
  connection: Connection,
  ranges: { roomId: number; after: number; upTo: number }[],
): Promise<void> {
  for (let start = 0; start < ranges.length; start += ROOMS_AT_ONCE) {
    const messages = await listRanges(queries, ranges.slice(start, start + ROOMS_AT_ONCE));
    connection.sayFirst(messages.map((message: Message) => serialise({ type: "message", message })));
    await connection.drained();
  }
}
