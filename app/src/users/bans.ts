import { deleteAttachmentsOfUser } from "../attachments/queries.ts";
import type { Queries, Transactions } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import { networkOf } from "../http/networks.ts";
import { forgetPreviewsOf } from "../previews/queries.ts";
import { forgetLinks, lockPerson, requireAnAdministrator } from "./administration.ts";

/**
 * Bans somebody: everything they said and their picture are deleted and the networks (`networkOf`) that they used are
 * blocked, but for the one of `bannedFrom`: it is an office's, or that of a proxy which isn't trusted to tell, and with it
 * blocked nobody could even lift the ban. Their e-mail address stays taken. Returns the rooms that changed. Throws `not_found` for what is no active person, `conflict` when nobody
 * would administer any more.
 */
export function ban(database: Transactions, userId: number, bannedFrom: string): Promise<number[]> {
  return database.transaction(async (queries) => {
    await lockPerson(queries, userId);
    await queries.query(
      "users.ban",
      "update users set status = 'banned', role = 'member', updated_at = now() where id = $1",
      [userId],
    );
    await requireAnAdministrator(queries);
    await blockAddresses(queries, userId, networkOf(bannedFrom));
    await forgetLinks(queries, userId);
    await queries.query("avatars.delete", "delete from avatars where user_id = $1", [userId]);
    return deleteEverythingOf(queries, userId);
  });
}

/** They may sign in again; what they had said stays deleted. Throws `not_found` for who isn't banned. */
export function liftBan(database: Transactions, userId: number): Promise<void> {
  return database.transaction(async (queries) => {
    const lifted = await queries.query(
      "users.liftBan",
      "update users set status = 'active', updated_at = now() where id = $1 and status = 'banned' returning id",
      [userId],
    );
    if (lifted.length === 0) throw new AppError("not_found", "There is nobody of that number who is banned.");
    await queries.query("blockedAddresses.delete", "delete from blocked_addresses where user_id = $1", [userId]);
    // Open rooms that were made meanwhile.
    await queries.query(
      "memberships.joinMissed",
      `insert into memberships (room_id, user_id, read_number)
       select id, $1, last_number from rooms where type = 'open' on conflict do nothing`,
      [userId],
    );
  });
}

/** Of each address, whether it is of a network that a banned person used, or one of those that were blocked alone before. */
export async function areBlocked(queries: Queries, addresses: string[]): Promise<boolean[]> {
  const known = (address: string) => [networkOf(address), address];
  const sql = "select distinct address from blocked_addresses where address = any ($1)";
  const found = await queries.query<{ address: string }>("blockedAddresses.find", sql, [
    [...new Set(addresses.flatMap(known))],
  ]);
  const blocked = new Set(found.map(({ address }) => address));
  return addresses.map((address) => known(address).some((one) => blocked.has(one)));
}

async function blockAddresses(queries: Queries, userId: number, spared: string): Promise<void> {
  const sql = "select distinct address from sessions where user_id = $1 and address is not null";
  const used = await queries.query<{ address: string }>("sessions.addressesOf", sql, [userId]);
  await queries.query(
    "blockedAddresses.insert",
    `insert into blocked_addresses (user_id, address) select distinct $1::bigint, unnest($2::text[])
     on conflict do nothing`,
    [userId, used.map(({ address }) => networkOf(address)).filter((network) => network !== spared)],
  );
}

async function deleteEverythingOf(queries: Queries, userId: number): Promise<number[]> {
  // In the order of their ids, as posting locks them. Also the rooms that they could be writing into at this moment.
  const rooms = await queries.query<{ id: number }>(
    "rooms.lockSpokenIn",
    `select id from rooms where id in (
       select room_id from messages where creator_id = $1 and deleted_at is null
       union select room_id from memberships where user_id = $1
     ) order by id for no key update`,
    [userId],
  );
  const roomIds = rooms.map(({ id }) => id);
  await deleteAttachmentsOfUser(queries, userId);
  await queries.query(
    "boosts.deleteOnMessagesOf",
    "delete from boosts using messages where messages.id = boosts.message_id and messages.creator_id = $1",
    [userId],
  );
  await forgetPreviewsOf(queries, userId);
  await queries.query(
    "messages.deleteAllOf",
    `with gone as (
       select messages.id, rooms.last_change + row_number() over (partition by room_id order by messages.number) as change
       from messages join rooms on rooms.id = messages.room_id
       where messages.creator_id = $1 and messages.deleted_at is null and rooms.id = any ($2)
     ),
     deleted as (
       update messages set body = '', source = null, mentions = null, deleted_at = now(), change = gone.change
       from gone where messages.id = gone.id returning messages.room_id, messages.change
     )
     update rooms set last_change = newest.change
     from (select room_id, max(change) as change from deleted group by room_id) as newest
     where rooms.id = newest.room_id`,
    [userId, roomIds],
  );
  return roomIds;
}
