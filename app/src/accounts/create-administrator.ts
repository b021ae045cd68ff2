import { record } from "../audit/record.ts";
import type { Database } from "../database/database.ts";
import type { FirstRun } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { joinOpenRooms } from "../rooms/rooms.ts";
import { hashPassword } from "../sessions/passwords.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { changeRole } from "../users/administration.ts";
import { findByEmail, findUser, insertUser } from "../users/queries.ts";
import { findAccount, runFirst } from "./accounts.ts";

interface Services {
  database: Database;
  sessions: Sessions;
  realtime: Realtime;
}

/**
 * Makes an administrator: with the chat itself where there is none, of somebody who is here already, or anew. Throws
 * `conflict` when the address is that of somebody who is banned.
 */
export async function createAdministrator(
  { database, sessions, realtime }: Services,
  input: FirstRun,
): Promise<"set up" | "promoted" | "made"> {
  if (!(await findAccount(database))) {
    await runFirst(database, input, {});
    return "set up";
  }
  const found = await findByEmail(database, input.email);
  if (found) {
    await database.transaction(async (within) => {
      await changeRole(within, found.user.id, "administrator");
      const details = { role: "administrator", by: "command" };
      await record(within, {}, { kind: "person.role_changed", userId: found.user.id, details });
    });
    await sessions.refresh(found.user.id);
    realtime.toUsers(null, { type: "user", user: (await findUser(database, found.user.id))! });
    return "promoted";
  }
  const passwordHash = await hashPassword(input.password);
  const user = await database.transaction(async (queries) => {
    const made = await insertUser(queries, { ...input, passwordHash, role: "administrator" });
    await joinOpenRooms(queries, made.id);
    const details = { role: "administrator", by: "command" };
    await record(queries, {}, { kind: "person.joined", userId: made.id, details });
    return made;
  });
  realtime.toUsers(null, { type: "user", user });
  return "made";
}
