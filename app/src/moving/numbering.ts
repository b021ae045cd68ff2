import type { Queries } from "../database/database.ts";
import type { Row } from "./tables.ts";

interface Counters {
  id: number;
  lastNumber: number;
  lastChange: number;
}

/** Gives messages without a number, and edited ones without a change, the next ones of their rooms, and locks these. */
export async function assignNumbers(queries: Queries, messages: Row[]): Promise<void> {
  const roomIds = [...new Set(messages.map(({ roomId }) => Number(roomId)))];
  const rooms = await queries.query<Counters>(
    "import.lockRooms",
    `select id, last_number as "lastNumber", last_change as "lastChange" from rooms where id = any ($1)
     order by id for no key update`,
    [roomIds],
  );
  const counters = new Map(rooms.map((room) => [room.id, room]));
  for (const message of messages) {
    const room = counters.get(Number(message.roomId))!;
    message.number ??= ++room.lastNumber;
    message.change ??= message.editedAt ? ++room.lastChange : 0;
  }
}

/** Rooms count on from the largest numbers that were just inserted. */
export async function raiseCounters(queries: Queries, messages: Row[]): Promise<void> {
  await queries.query(
    "import.raiseCounters",
    `update rooms set last_number = greatest(last_number, newest.number), last_change = greatest(last_change, newest.change),
       last_message_at = greatest(last_message_at, newest.at)
     from (
       select room_id, max(number) as number, max(change) as change, max(created_at) as at
       from messages where id = any ($1) group by room_id
     ) as newest
     where rooms.id = newest.room_id`,
    [messages.map(({ id }) => id)],
  );
}

/** A message that has boosts has changed. */
export async function assignChanges(queries: Queries, boosts: Row[]): Promise<void> {
  const messageIds = [...new Set(boosts.map(({ messageId }) => Number(messageId)))];
  const roomsOf = "select room_id from messages where id = any ($1)";
  await queries.query(
    "import.lockBoosted",
    `select from rooms where id in (${roomsOf}) order by id for no key update`,
    [messageIds],
  );
  await queries.query(
    "import.assignChanges",
    `with fresh as (
       select messages.id, rooms.last_change + row_number() over (partition by room_id order by messages.number) as change
       from messages join rooms on rooms.id = messages.room_id
       where messages.id = any ($1) and messages.change = 0
     ),
     changed as (
       update messages set change = fresh.change from fresh where messages.id = fresh.id
       returning messages.room_id, messages.change
     )
     update rooms set last_change = newest.change
     from (select room_id, max(change) as change from changed group by room_id) as newest
     where rooms.id = newest.room_id`,
    [messageIds],
  );
}

/** Ids that PostgreSQL gives out come after those that were brought along. */
export async function raiseIds(queries: Queries, tables: string[]): Promise<void> {
  for (const table of tables) {
    await queries.query(
      `import.raiseIds.${table}`,
      `select setval(sequence, greatest(coalesce(pg_sequence_last_value(sequence), 0), largest))
       from (select max(id) as largest, pg_get_serial_sequence('${table}', 'id')::regclass as sequence from ${table}) as ids
       where largest is not null`,
    );
  }
}

/** Open rooms are everybody's: those that came and those who came. */
export async function openToEverybody(queries: Queries): Promise<void> {
  await queries.query(
    "import.joinOpenRooms",
    `insert into memberships (room_id, user_id, read_number)
     select rooms.id, users.id, rooms.last_number from rooms, users
     where rooms.type = 'open' and users.status = 'active' on conflict do nothing`,
  );
}
