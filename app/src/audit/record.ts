import type { Queries } from "../database/database.ts";
import type { AuditEvent } from "./events.ts";

/** The part of a request that the log keeps; a FastifyRequest is one. */
export interface AuditedRequest {
  id?: string;
  ip?: string;
  viewer?: { userId: number } | undefined;
}

/**
 * Writes down what happens. Called with the transaction of the change, so that there is neither without the other.
 * `actorId` names who did it where nobody was signed in before.
 */
export async function record(
  queries: Queries,
  request: AuditedRequest,
  event: AuditEvent,
  actorId: number | null = request.viewer?.userId ?? null,
): Promise<void> {
  const { kind, userId, roomId, details } = event;
  await queries.query(
    "audit.insert",
    `insert into audit_events (kind, actor_id, user_id, room_id, address, request_id, details)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      kind,
      actorId,
      userId ?? null,
      roomId ?? null,
      request.ip ?? null,
      request.id ?? null,
      details ? JSON.stringify(details) : null,
    ],
  );
}
