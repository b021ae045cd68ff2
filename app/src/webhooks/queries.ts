import type { Queries } from "../database/database.ts";
import { dropExcess, dueJobs, type JobQueue } from "../job-queue.ts";

export interface WebhookCall {
  id: number;
  /** How many times it was tried, this time included. */
  attempt: number;
  botId: number;
  messageId: number;
  url: string;
  secret: string;
  token: string;
  roomName: string | null;
}

/** Of one bot 4 are under way at once on a replica, so that no slow bot holds up others. */
export const QUEUE: JobQueue = {
  table: "webhook_calls",
  id: "id",
  from: "webhook_calls job",
  owner: "job.user_id",
  share: 4,
};
/** Calls that wait for one bot; who takes seven seconds for each doesn't get through more in half an hour. */
const MOST_WAITING = 1_000;

/**
 * Takes calls that are due, at most `limit`; of each bot so many that with those `underWay` (a bot's id for each) there are at
 * most its share. Until `seconds` have passed no other replica takes them; then one does, as this one must have died.
 */
export function takeCalls(
  queries: Queries,
  limit: number,
  underWay: number[],
  seconds: number,
): Promise<WebhookCall[]> {
  return queries.query<WebhookCall>(
    "webhooks.take",
    `with ${dueJobs(QUEUE)},
     taken as (
       update webhook_calls set attempts = attempts + 1, due_at = now() + make_interval(secs => $3)
       from due where webhook_calls.id = due.id returning webhook_calls.*
     )
     select taken.id, taken.attempts as attempt, taken.user_id as "botId", taken.message_id as "messageId",
       webhooks.url, webhooks.secret, users.bot_key as token, rooms.name as "roomName"
     from taken join webhooks using (user_id) join users on users.id = taken.user_id
     join messages on messages.id = taken.message_id join rooms on rooms.id = messages.room_id
     order by taken.id`,
    [limit, underWay, seconds],
  );
}

/** Drops the oldest of more calls than may wait for one of these bots; returns a bot for each that went. */
export const dropExcessCalls = (queries: Queries, botIds: number[]): Promise<number[]> =>
  dropExcess(queries, "webhooks.dropExcess", QUEUE, botIds, MOST_WAITING);

export async function finishCall(queries: Queries, id: number): Promise<void> {
  await queries.query("webhooks.finish", "delete from webhook_calls where id = $1", [id]);
}

export async function postponeCall(queries: Queries, id: number, seconds: number): Promise<void> {
  const sql = "update webhook_calls set due_at = now() + make_interval(secs => $2) where id = $1";
  await queries.query("webhooks.postpone", sql, [id, seconds]);
}
