import type { Queries } from "../database/database.ts";
import { dropExcess, dueJobs, type JobQueue } from "../job-queue.ts";
import type { Preview } from "./look.ts";

export interface LinkFetch {
  messageId: number;
  creatorId: number;
  url: string;
  /** How many times it was tried, this time included. */
  attempt: number;
}

/** Of one person 2 are looked at at once on a replica, so that no slow site holds up the links of others. */
export const QUEUE: JobQueue = {
  table: "link_fetches",
  id: "message_id",
  from: "link_fetches job join messages written on written.id = job.message_id",
  owner: "written.creator_id",
  share: 2,
};
/** Links of one person that wait. Whoever posts them faster than sites answer goes without the older previews. */
const MOST_WAITING = 100;

/**
 * Takes links that are due, at most `limit`; of each person so many that with those `underWay` (a person's id for each) there
 * are at most their share. Until `seconds` have passed no other replica takes them; then one does, as this one must have died.
 */
export function takeFetches(
  queries: Queries,
  limit: number,
  underWay: number[],
  seconds: number,
): Promise<LinkFetch[]> {
  return queries.query<LinkFetch>(
    "previews.take",
    `with ${dueJobs(QUEUE)}
     update link_fetches set attempts = attempts + 1, due_at = now() + make_interval(secs => $3)
     from due join messages on messages.id = due.id
     where link_fetches.message_id = due.id
     returning link_fetches.message_id as "messageId", messages.creator_id as "creatorId", url, attempts as attempt`,
    [limit, underWay, seconds],
  );
}

/** Drops the oldest of more links than may wait for one of these people; returns a person for each that went. */
export const dropExcessFetches = (queries: Queries, userIds: number[]): Promise<number[]> =>
  dropExcess(queries, "previews.dropExcess", QUEUE, userIds, MOST_WAITING);

/** False when the message was edited or deleted meanwhile, so that nobody wants to know of this link any more. */
export async function finishFetch(queries: Queries, { messageId, url }: LinkFetch): Promise<boolean> {
  const sql = "delete from link_fetches where message_id = $1 and url = $2 returning message_id";
  return (await queries.query("previews.finish", sql, [messageId, url])).length > 0;
}

export async function postponeFetch(queries: Queries, { messageId, url }: LinkFetch, seconds: number): Promise<void> {
  const sql = "update link_fetches set due_at = now() + make_interval(secs => $3) where message_id = $1 and url = $2";
  await queries.query("previews.postpone", sql, [messageId, url, seconds]);
}

export async function insertPreview(queries: Queries, { messageId, url }: LinkFetch, preview: Preview): Promise<void> {
  const { title, description, site, picture } = preview;
  await queries.query(
    "previews.insert",
    `insert into link_previews (message_id, url, title, description, site, image, image_width, image_height)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [messageId, url, title, description, site, picture?.data, picture?.width, picture?.height],
  );
}

/** Forgets what is known of the message's link; another one, if any, is to be looked at. */
export async function forgetPreview(queries: Queries, messageId: number, link: string | null): Promise<void> {
  await takePreview(queries, messageId);
  await queries.query("previews.forgetFetch", "delete from link_fetches where message_id = $1", [messageId]);
  if (link === null) return;
  await queries.query("previews.note", "insert into link_fetches (message_id, url) values ($1, $2)", [messageId, link]);
}

/** Whether there was one to take away. */
export async function takePreview(queries: Queries, messageId: number): Promise<boolean> {
  const sql = "delete from link_previews where message_id = $1 returning message_id";
  return (await queries.query("previews.delete", sql, [messageId])).length > 0;
}

export async function forgetPreviewsOf(queries: Queries, userId: number): Promise<void> {
  for (const table of ["link_previews", "link_fetches"]) {
    await queries.query(
      `previews.forgetOf.${table}`,
      `delete from ${table} using messages where messages.id = ${table}.message_id and messages.creator_id = $1`,
      [userId],
    );
  }
}

/** The WebP of the message's link, when this user is a member of its room. */
export async function findPicture(queries: Queries, messageId: number, userId: number): Promise<Buffer | null> {
  const [row] = await queries.query<{ image: Buffer | null }>(
    "previews.picture",
    `select image from link_previews join messages on messages.id = message_id join memberships using (room_id)
     where message_id = $1 and memberships.user_id = $2`,
    [messageId, userId],
  );
  return row?.image ?? null;
}
