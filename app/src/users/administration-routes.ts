import { Type } from "typebox";
import type { Database } from "../database/database.ts";
import type { App } from "../http/server.ts";
import { Id } from "../protocol/entities.ts";
import { ChangedRole, SignedIn } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { listSessions } from "../sessions/queries.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { changeRole, deactivate } from "./administration.ts";
import { ban, liftBan } from "./bans.ts";
import { findUser } from "./queries.ts";

const UserParams = Type.Object({ id: Id });

/** Who may do what and who is here: for administrators. */
export function userAdministrationRoutes(
  app: App,
  { database, sessions, realtime }: { database: Database; sessions: Sessions; realtime: Realtime },
): void {
  app.put(
    "/api/users/:id",
    { schema: { params: UserParams, body: ChangedRole, response: { 200: SignedIn } } },
    async (request) => {
      const { id } = request.params;
      await changeRole(database, id, request.body.role);
      await sessions.refresh(id);
      const user = (await findUser(database, id))!;
      realtime.toUsers(null, { type: "user", user });
      return { user };
    },
  );

  async function signOutEverywhere(id: number): Promise<void> {
    const ended = (await listSessions(database, id)).map((session) => session.id);
    await sessions.end(ended);
    realtime.sessionsEnded(ended);
    realtime.toUsers(null, { type: "user", user: (await findUser(database, id))! });
  }

  app.post("/api/users/:id/ban", { schema: { params: UserParams } }, async (request, reply) => {
    const { id } = request.params;
    const roomIds = await ban(database, id);
    await signOutEverywhere(id);
    realtime.roomsInDoubt(roomIds);
    return reply.code(204).send();
  });

  app.delete("/api/users/:id/ban", { schema: { params: UserParams } }, async (request, reply) => {
    const { id } = request.params;
    await liftBan(database, id);
    realtime.toUsers(null, { type: "user", user: (await findUser(database, id))! });
    return reply.code(204).send();
  });

  app.delete("/api/users/:id", { schema: { params: UserParams } }, async (request, reply) => {
    const { id } = request.params;
    await deactivate(database, id);
    await signOutEverywhere(id);
    return reply.code(204).send();
  });
}
