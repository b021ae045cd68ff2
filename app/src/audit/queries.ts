import type { Queries } from "../database/database.ts";

export interface AuditFilter {
  /** A kind, or the part before the dot. */
  kind?: string | undefined;
  /** Who did it, or whom it was about. */
  person?: number | undefined;
  /** Only events with a smaller id. */
  before?: number | undefined;
}

export interface AuditRow {
  id: number;
  at: Date;
  kind: string;
  actorId: number | null;
  actorName: string | null;
  userId: number | null;
  userName: string | null;
  roomId: number | null;
  address: string | null;
  requestId: string | null;
  details: Record<string, unknown> | null;
}

/** The newest events that fit, newest first. */
export function listEvents(
  queries: Queries,
  { kind, person, before }: AuditFilter,
  limit: number,
): Promise<AuditRow[]> {
  return queries.query<AuditRow>(
    "audit.list",
    `select event.id, at, kind, actor_id as "actorId", actor.name as "actorName", user_id as "userId",
       person.name as "userName", room_id as "roomId", address, request_id as "requestId", details
     from audit_events as event
     left join users as actor on actor.id = actor_id
     left join users as person on person.id = user_id
     where ($1::text is null or kind = $1 or split_part(kind, '.', 1) = $1)
       and ($2::bigint is null or actor_id = $2 or user_id = $2)
       and ($3::bigint is null or event.id < $3)
     order by event.id desc limit $4`,
    [kind ?? null, person ?? null, before ?? null, limit],
  );
}

/** Deletes some of what is older than this many days; returns how many. A few at a time, so that nobody waits for it. */
export async function deleteOldEvents(queries: Queries, days: number, limit: number): Promise<number> {
  const rows = await queries.query(
    "audit.deleteOld",
    `delete from audit_events where id in (
       select id from audit_events where at < now() - make_interval(days => $1) order by at limit $2
     ) returning id`,
    [days, limit],
  );
  return rows.length;
}
