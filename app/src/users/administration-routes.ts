import { Type } from "typebox";
import { record } from "../audit/record.ts";
import type { Database } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { Id } from "../protocol/entities.ts";
import { ChangedRole, Profile, SignedIn } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { listSessions } from "../sessions/queries.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { changeRole, deactivate } from "./administration.ts";
import { ban, liftBan } from "./bans.ts";
import { findProfile } from "./profile.ts";
import { findUser } from "./queries.ts";

const UserParams = Type.Object({ id: Id });

/** Who may do what and who is here: for administrators. */
export function userAdministrationRoutes(
  app: App,
  { database, sessions, realtime }: { database: Database; sessions: Sessions; realtime: Realtime },
): void {
  app.get("/api/users/:id/profile", { schema: { params: UserParams, response: { 200: Profile } } }, async (request) => {
    const profile = await findProfile(database, request.params.id);
    if (!profile) throw new AppError("not_found", "There is nobody by this id.");
    return profile;
  });

  app.put(
    "/api/users/:id",
    { schema: { params: UserParams, body: ChangedRole, response: { 200: SignedIn } } },
    async (request) => {
      const { id } = request.params;
      const { role } = request.body;
      await database.transaction(async (within) => {
        await changeRole(within, id, role);
        await record(within, request, { kind: "person.role_changed", userId: id, details: { role } });
      });
      await sessions.refresh(id);
      const user = (await findUser(database, id))!;
      realtime.toUsers(null, { type: "user", user });
      return { user };
    },
  );

  async function throwOut(id: number): Promise<void> {
    const ended = (await listSessions(database, id)).map((session) => session.id);
    await sessions.end(ended);
    realtime.sessionsEnded(ended, true);
    realtime.toUsers(null, { type: "user", user: (await findUser(database, id))! });
  }

  app.post("/api/users/:id/ban", { schema: { params: UserParams } }, async (request, reply) => {
    const { id } = request.params;
    const roomIds = await database.transaction(async (within) => {
      await record(within, request, { kind: "person.banned", userId: id });
      return ban(within, id, request.ip);
    });
    await throwOut(id);
    realtime.roomsInDoubt(roomIds);
    return reply.code(204).send();
  });

  app.delete("/api/users/:id/ban", { schema: { params: UserParams } }, async (request, reply) => {
    const { id } = request.params;
    await database.transaction(async (within) => {
      await liftBan(within, id);
      await record(within, request, { kind: "person.ban_lifted", userId: id });
    });
    realtime.toUsers(null, { type: "user", user: (await findUser(database, id))! });
    return reply.code(204).send();
  });

  app.delete("/api/users/:id", { schema: { params: UserParams } }, async (request, reply) => {
    const { id } = request.params;
    await database.transaction(async (within) => {
      await deactivate(within, id);
      await record(within, request, { kind: "person.deactivated", userId: id });
    });
    await throwOut(id);
    return reply.code(204).send();
  });
}
