import type { Queries, Transactions } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { Role, RoomType } from "../protocol/entities.ts";
import type { ChangedRoom } from "../protocol/requests.ts";
import { joinEverybody, lockOpenRooms, requireActiveUsers } from "./rooms.ts";

interface Actor {
  userId: number;
  role: Role;
}

/** What a room was before it changed. */
export interface RoomBefore {
  type: RoomType;
  name: string;
}

/**
 * Names and converts a room; returns how it was before. Throws `not_found` when the actor isn't in it, `forbidden`
 * unless they made it or administer, `invalid` for a direct room; so do the others. */
export function changeRoom(
  database: Transactions,
  actor: Actor,
  roomId: number,
  change: ChangedRoom,
): Promise<RoomBefore> {
  return database.transaction(async (queries) => {
    await lockOpenRooms(queries);
    const before = await lockRoom(queries, actor, roomId);
    await queries.query(
      "rooms.change.settings",
      "update rooms set name = coalesce($2, name), type = coalesce($3, type), updated_at = now() where id = $1",
      [roomId, change.name?.trim() ?? null, change.type ?? null],
    );
    if (before.type === "closed" && change.type === "open") await joinEverybody(queries, roomId);
    return before;
  });
}

/**
 * Makes exactly these people the members of a closed room; what was said before is not unread for who is new. Returns
 * who came and who went. Throws `invalid` when one of them isn't here, or for an open room.
 */
export function setMembers(
  database: Transactions,
  actor: Actor,
  roomId: number,
  userIds: number[],
): Promise<{ added: number[]; removed: number[] }> {
  return database.transaction(async (queries) => {
    const { type } = await lockRoom(queries, actor, roomId);
    if (type === "open") throw new AppError("invalid", "Everybody is a member of an open room. Close it first.");
    const wanted = [...new Set(userIds)];
    await requireActiveUsers(queries, wanted);
    const gone = await queries.query<{ id: number }>(
      "memberships.remove",
      "delete from memberships where room_id = $1 and not user_id = any ($2) returning user_id as id",
      [roomId, wanted],
    );
    const come = await queries.query<{ id: number }>(
      "memberships.add",
      `insert into memberships (room_id, user_id, read_number)
       select rooms.id, member, rooms.last_number from rooms, unnest($2::bigint[]) as member where rooms.id = $1
       on conflict do nothing returning user_id as id`,
      [roomId, wanted],
    );
    await queries.query("rooms.touch", "update rooms set updated_at = now() where id = $1", [roomId]);
    return { added: come.map(({ id }) => id), removed: gone.map(({ id }) => id) };
  });
}

/** Removes the room with all that was said in it; returns what it was. A direct room is all its members' own. */
export function removeRoom(database: Transactions, actor: Actor, roomId: number): Promise<RoomBefore> {
  return database.transaction(async (queries) => {
    const before = await lockRoomOf(queries, actor, roomId);
    if (before.type !== "direct") requireKeeper(before, actor);
    await queries.query("rooms.delete", "delete from rooms where id = $1", [roomId]);
    return before;
  });
}

/** Makes a closed room of the creator and these people. Throws `invalid` when one of them isn't here. */
export function createClosedRoom(
  database: Transactions,
  creatorId: number,
  name: string,
  otherIds: number[],
): Promise<{ roomId: number; userIds: number[] }> {
  const userIds = [...new Set([creatorId, ...otherIds])];
  return database.transaction(async (queries) => {
    await requireActiveUsers(queries, userIds);
    const [room] = await queries.query<{ id: number }>(
      "rooms.insertClosed",
      "insert into rooms (type, name, creator_id) values ('closed', $1, $2) returning id",
      [name.trim(), creatorId],
    );
    await queries.query(
      "memberships.insertClosed",
      "insert into memberships (room_id, user_id) select $1, unnest($2::bigint[])",
      [room!.id, userIds],
    );
    return { roomId: room!.id, userIds };
  });
}

interface Locked extends RoomBefore {
  creatorId: number | null;
}

async function lockRoom(queries: Queries, actor: Actor, roomId: number): Promise<RoomBefore> {
  const room = await lockRoomOf(queries, actor, roomId);
  if (room.type === "direct") throw new AppError("invalid", "A direct room stays as it is.");
  requireKeeper(room, actor);
  return room;
}

/** A room that the actor is in. */
async function lockRoomOf(queries: Queries, { userId }: Actor, roomId: number): Promise<Locked> {
  const [room] = await queries.query<Locked>(
    "rooms.lock",
    `select rooms.type, rooms.name, rooms.creator_id as "creatorId" from rooms join memberships on memberships.room_id = rooms.id
     where rooms.id = $1 and memberships.user_id = $2 for update of rooms`,
    [roomId, userId],
  );
  if (!room) throw new AppError("not_found", "There is no such room among yours.");
  return room;
}

function requireKeeper({ creatorId }: Locked, { userId, role }: Actor): void {
  if (creatorId === userId || role === "administrator") return;
  throw new AppError("forbidden", "Only who made the room, and administrators, may change it.");
}
