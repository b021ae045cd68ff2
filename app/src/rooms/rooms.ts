import type { Queries, Transactions } from "../database/database.ts";
import { LOCKS } from "../database/locks.ts";
import { AppError } from "../http/errors.ts";

/** Makes a room of which every active user is a member, and returns its id. */
export function createOpenRoom(database: Transactions, creatorId: number, name: string): Promise<number> {
  return database.transaction((queries) => insertOpenRoom(queries, creatorId, name));
}

export async function insertOpenRoom(queries: Queries, creatorId: number, name: string): Promise<number> {
  await lockOpenRooms(queries);
  const [room] = await queries.query<{ id: number }>(
    "rooms.insertOpen",
    "insert into rooms (type, name, creator_id) values ('open', $1, $2) returning id",
    [name.trim(), creatorId],
  );
  await joinEverybody(queries, room!.id);
  return room!.id;
}

/** Makes every active user a member of the room; what was said before is not unread. Needs `lockOpenRooms`. */
export async function joinEverybody(queries: Queries, roomId: number): Promise<void> {
  await queries.query(
    "memberships.joinEverybody",
    `insert into memberships (room_id, user_id, read_number)
     select rooms.id, users.id, rooms.last_number from rooms, users where rooms.id = $1 and users.status = 'active'
     on conflict do nothing`,
    [roomId],
  );
}

/** Makes a new user a member of every open room; what was said before is not unread. */
export async function joinOpenRooms(queries: Queries, userId: number): Promise<void> {
  await lockOpenRooms(queries);
  await queries.query(
    "memberships.joinOpenRooms",
    `insert into memberships (room_id, user_id, read_number)
     select id, $1, last_number from rooms where type = 'open'`,
    [userId],
  );
}

/** Takes somebody out of all rooms but direct ones, where others still see who it was. */
export async function leaveSharedRooms(queries: Queries, userId: number): Promise<void> {
  await queries.query(
    "memberships.leaveShared",
    `delete from memberships using rooms
     where memberships.user_id = $1 and rooms.id = memberships.room_id and rooms.type <> 'direct'`,
    [userId],
  );
}

/**
 * The one direct room of these users and the creator, made when there is none yet.
 * Throws `invalid` when one of them is no active user.
 */
export function openDirectRoom(
  database: Transactions,
  creatorId: number,
  otherIds: number[],
): Promise<{ roomId: number; userIds: number[]; created: boolean }> {
  const userIds = [...new Set([creatorId, ...otherIds])].sort((a, b) => a - b);
  const key = userIds.join(",");
  return database.transaction(async (queries) => {
    await requireActiveUsers(queries, userIds);
    const [made] = await queries.query<{ id: number }>(
      "rooms.insertDirect",
      `insert into rooms (type, direct_key, creator_id) values ('direct', $1, $2)
       on conflict (direct_key) do nothing returning id`,
      [key, creatorId],
    );
    if (made) {
      await queries.query(
        "memberships.insertDirect",
        "insert into memberships (room_id, user_id, involvement) select $1, unnest($2::bigint[]), 'everything'",
        [made.id, userIds],
      );
      return { roomId: made.id, userIds, created: true };
    }
    const [found] = await queries.query<{ id: number }>(
      "rooms.findDirect",
      "select id from rooms where direct_key = $1",
      [key],
    );
    return { roomId: found!.id, userIds, created: false };
  });
}

/** Throws `invalid` when one of them is no active user; they stay so until the transaction ends. */
export async function requireActiveUsers(queries: Queries, userIds: number[]): Promise<void> {
  const active = await queries.query(
    "users.lockActive",
    "select from users where id = any ($1) and status = 'active' for key share",
    [userIds],
  );
  if (active.length !== userIds.length) throw new AppError("invalid", "userIds names somebody who isn't here.");
}

/** Until the transaction ends nobody joins and no room becomes open. */
export async function lockOpenRooms(queries: Queries): Promise<void> {
  await queries.query("rooms.lockOpen", "select pg_advisory_xact_lock($1)", [LOCKS.openRooms]);
}
