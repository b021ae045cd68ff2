import type { Queries } from "../database/database.ts";
import type { Involvement, Room } from "../protocol/entities.ts";

type Row = Omit<Room, "lastMessageAt" | "creatorId"> & {
  lastMessageAt: Date | null;
  creatorId: number | null;
  lastChange: number;
};

const ROOM = `rooms.id, rooms.type, rooms.name, memberships.involvement,
  rooms.last_number as "lastNumber", memberships.read_number as "readNumber", rooms.last_message_at as "lastMessageAt",
  rooms.creator_id as "creatorId", rooms.last_change as "lastChange",
  case when rooms.type <> 'open' then
    (select json_agg(others.user_id order by others.user_id) from memberships others where others.room_id = rooms.id)
  end as "userIds"`;

/** The rooms this user is a member of, the longest known first. */
export async function listRooms(queries: Queries, userId: number): Promise<Room[]> {
  const rows = await queries.query<Row>(
    "rooms.list",
    `select ${ROOM} from memberships join rooms on rooms.id = memberships.room_id
     where memberships.user_id = $1 order by rooms.id`,
    [userId],
  );
  return rows.map(toRoom);
}

/** These rooms as each of these users sees them, where they are members. */
export async function listRoomsOf(
  queries: Queries,
  pairs: { userId: number; roomId: number }[],
): Promise<{ userId: number; room: Room }[]> {
  const rows = await queries.query<Row & { userId: number }>(
    "rooms.listOf",
    `select ${ROOM}, memberships.user_id as "userId"
     from unnest($1::bigint[], $2::bigint[]) as wanted (user_id, room_id)
     join memberships using (user_id, room_id) join rooms on rooms.id = memberships.room_id`,
    [pairs.map((pair) => pair.userId), pairs.map((pair) => pair.roomId)],
  );
  return rows.map(({ userId, ...row }) => ({ userId, room: toRoom(row) }));
}

/** The room as this user sees it; null when there is none or the user is no member. */
export async function findRoom(queries: Queries, roomId: number, userId: number): Promise<Room | null> {
  const [found] = await listRoomsOf(queries, [{ userId, roomId }]);
  return found?.room ?? null;
}

export async function isMember(queries: Queries, roomId: number, userId: number): Promise<boolean> {
  const rows = await queries.query("memberships.find", "select from memberships where room_id = $1 and user_id = $2", [
    roomId,
    userId,
  ]);
  return rows.length > 0;
}

export async function listMembers(queries: Queries, roomId: number): Promise<number[]> {
  const sql = "select user_id as id from memberships where room_id = $1";
  return (await queries.query<{ id: number }>("memberships.list", sql, [roomId])).map(({ id }) => id);
}

/** False when the user is no member of the room. */
export async function setInvolvement(
  queries: Queries,
  roomId: number,
  userId: number,
  involvement: Involvement,
): Promise<boolean> {
  const rows = await queries.query(
    "memberships.setInvolvement",
    "update memberships set involvement = $3 where room_id = $1 and user_id = $2 returning user_id",
    [roomId, userId, involvement],
  );
  return rows.length > 0;
}

/** Which of these rooms were named, converted or given other members in the last seconds. */
export async function roomsChangedWithin(queries: Queries, roomIds: number[], seconds: number): Promise<number[]> {
  const rows = await queries.query<{ id: number }>(
    "rooms.changedWithin",
    "select id from rooms where id = any ($1) and updated_at > greatest(created_at, now() - make_interval(secs => $2))",
    [roomIds, seconds],
  );
  return rows.map(({ id }) => id);
}

/** Which of these rooms each of these users can reach; null is every room. */
export async function listReach(
  queries: Queries,
  userIds: number[],
  roomIds: number[] | null,
): Promise<Map<number, Set<number>>> {
  const rows = await queries.query<{ userId: number; roomIds: number[] }>(
    roomIds ? "memberships.reachOfRooms" : "memberships.reach",
    `select user_id as "userId", json_agg(room_id) as "roomIds" from memberships
     where user_id = any ($1) ${roomIds ? "and room_id = any ($2)" : ""} group by user_id`,
    roomIds ? [userIds, roomIds] : [userIds],
  );
  const reach = new Map(rows.map((row) => [row.userId, new Set(row.roomIds)]));
  return new Map(userIds.map((userId) => [userId, reach.get(userId) ?? new Set()]));
}

/** The numbers of each room's newest message and newest change. */
export async function lastNumbers(
  queries: Queries,
  roomIds: number[],
): Promise<Map<number, { lastNumber: number; lastChange: number }>> {
  const rows = await queries.query<{ id: number; lastNumber: number; lastChange: number }>(
    "rooms.lastNumbers",
    `select id, last_number as "lastNumber", last_change as "lastChange" from rooms where id = any ($1)`,
    [roomIds],
  );
  return new Map(rows.map(({ id, ...numbers }) => [id, numbers]));
}

function toRoom({ creatorId, lastChange, ...row }: Row): Room {
  return {
    ...row,
    lastMessageAt: row.lastMessageAt?.toISOString() ?? null,
    ...(creatorId && { creatorId }),
    ...(lastChange > 0 && { lastChange }),
  };
}
