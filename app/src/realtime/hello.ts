import type { Queries } from "../database/database.ts";
import { listChanged, listRanges } from "../messages/queries.ts";
import type { Message } from "../protocol/entities.ts";
import { listReach, listRoomsOf } from "../rooms/queries.ts";
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

/** The numbers of the newest message and the newest change that a client has of each room. */
export interface Known {
  numbers: Map<number, number>;
  changes: Map<number, number>;
}

/**
 * Brings a client up to date. It enters the rooms' audiences at one
 * moment, at which each room stands at a certain number; it is sent what it misses up to there from the database, then
 * what was kept for it meanwhile. So it misses nothing and gets nothing twice.
 */
export async function welcome(
  { queries, hub, feeds }: { queries: Queries; hub: Hub; feeds: Feeds },
  connection: Connection,
  known: Known,
  greeting: Welcome,
): Promise<void> {
  const { userId } = connection.viewer;
  const reach = (await listReach(queries, [userId], null)).get(userId)!;
  const unknown = [...reach].filter((roomId) => !known.numbers.has(roomId)).map((roomId) => ({ userId, roomId }));
  const rooms = unknown.length > 0 ? await listRoomsOf(queries, unknown) : [];
  await feeds.ensure([...reach]);
  // This replica may hear of a message later than the one that the client comes from.
  const ahead = [...reach].filter((roomId) => {
    const { lastNumber, lastChange = 0 } = feeds.standing(roomId);
    return (known.numbers.get(roomId) ?? 0) > lastNumber || (known.changes.get(roomId) ?? 0) > lastChange;
  });
  if (ahead.length > 0) await feeds.check(ahead);

  hub.flush();
  await connection.hold(async () => {
    if (!connection.open) return;
    hub.add(connection);
    const events: string[] = [serialise({ type: "welcome", ...greeting, online: greeting.online() })];
    for (const { room } of rooms) {
      // What follows on this socket starts after this number.
      events.push(serialise({ type: "room", room: { ...room, ...feeds.standing(room.id) } }));
    }
    for (const roomId of reach) hub.enter(connection, roomId);
    const ranges: { roomId: number; after: number; upTo: number }[] = [];
    for (const [roomId, after] of known.numbers) {
      const upTo = feeds.delivered(roomId);
      if (!reach.has(roomId)) events.push(serialise({ type: "roomRemoved", roomId }));
      else if (upTo - after > MOST_MISSING || after > upTo)
        events.push(serialise({ type: "behind", roomId, lastNumber: upTo }));
      else if (upTo > after) ranges.push({ roomId, after, upTo });
    }
    connection.sayFirst(events);
    await sendMissing(queries, connection, ranges);
    for (const [roomId, after] of known.changes) {
      if (!reach.has(roomId)) continue;
      connection.sayFirst(await missedChanges(queries, roomId, after, feeds.standing(roomId).lastChange ?? 0));
      await connection.drained();
    }
  });
}

async function missedChanges(queries: Queries, roomId: number, after: number, upTo: number): Promise<string[]> {
  if (after === upTo) return [];
  const changed = after < upTo ? await listChanged(queries, roomId, after, MOST_MISSING + 1) : [];
  if (after > upTo || changed.length > MOST_MISSING) return [serialise({ type: "stale", roomId, lastChange: upTo })];
  return changed.map((message) => serialise({ type: "changed", message }));
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
