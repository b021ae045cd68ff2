import { record } from "../audit/record.ts";
import type { Database } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { forgetLinks } from "../users/administration.ts";
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
  const passwordHash = await hashPassword(password);
  await database.transaction(async (within) => {
    const sql = "update users set password_hash = $2, updated_at = now() where id = $1";
    await within.query("users.setPassword", sql, [id, passwordHash]);
    await forgetLinks(within, id);
    await record(within, {}, { kind: "password.reset", userId: id, details: { by: "command" } });
  });
  const ended = (await listSessions(database, id)).map((session) => session.id);
  await sessions.end(ended);
  realtime.sessionsEnded(ended);
  return ended.length;
}
