import type { Database } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { findByEmail } from "../users/queries.ts";
import { hashPassword } from "./passwords.ts";
import { listSessions } from "./queries.ts";
import type { Sessions } from "./sessions.ts";

/** Sets the password of who has this address and ends all their sessions; returns how many. Throws `not_found`. */
export async function resetPassword(
  { database, sessions, realtime }: { database: Database; sessions: Sessions; realtime: Realtime },
  email: string,
  password: string,
): Promise<number> {
  const found = await findByEmail(database, email);
  if (!found) throw new AppError("not_found", `Nobody who may sign in has the address ${email}.`);
  const { id } = found.user;
  await database.query("users.setPassword", "update users set password_hash = $2, updated_at = now() where id = $1", [
    id,
    await hashPassword(password),
  ]);
  await database.query("transfers.deleteOf", "delete from transfers where user_id = $1", [id]);
  const ended = (await listSessions(database, id)).map((session) => session.id);
  await sessions.end(ended);
  realtime.sessionsEnded(ended);
  return ended.length;
}
