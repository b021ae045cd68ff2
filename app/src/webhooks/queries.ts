import type { Queries } from "../database/database.ts";

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

/**
 * Takes calls that are due, at most `limit`. Until `seconds` have passed no other replica takes them; then one does,
 * as this one must have died.
 */
export function takeCalls(queries: Queries, limit: number, seconds: number): Promise<WebhookCall[]> {
  return queries.query<WebhookCall>(
    "webhooks.take",
    `with due as (
       select id from webhook_calls where due_at <= now() order by due_at, id limit $1 for update skip locked
     ),
     taken as (
       update webhook_calls set attempts = attempts + 1, due_at = now() + make_interval(secs => $2)
       from due where webhook_calls.id = due.id returning webhook_calls.*
     )
     select taken.id, taken.attempts as attempt, taken.user_id as "botId", taken.message_id as "messageId",
       webhooks.url, webhooks.secret, users.bot_key as token, rooms.name as "roomName"
     from taken join webhooks using (user_id) join users on users.id = taken.user_id
     join messages on messages.id = taken.message_id join rooms on rooms.id = messages.room_id
     order by taken.id`,
    [limit, seconds],
  );
}

export async function finishCall(queries: Queries, id: number): Promise<void> {
  await queries.query("webhooks.finish", "delete from webhook_calls where id = $1", [id]);
}

export async function postponeCall(queries: Queries, id: number, seconds: number): Promise<void> {
  const sql = "update webhook_calls set due_at = now() + make_interval(secs => $2) where id = $1";
  await queries.query("webhooks.postpone", sql, [id, seconds]);
}
