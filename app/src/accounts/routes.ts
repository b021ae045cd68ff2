import { Type } from "typebox";
import type { ServeConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { signIn } from "../http/viewer.ts";
import { FirstRun, Join, SignedIn } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { requirePasswords } from "../single-sign-on/passwords-off.ts";
import { invitedTo, join, runFirst } from "./accounts.ts";

const Invitation = Type.Object({ code: Type.String({ maxLength: 100 }) });
const Invited = Type.Object({ accountName: Type.String() });

/** Setting the chat up and joining it: for people who have no session yet. */
export function accountRoutes(
  app: App,
  services: { config: ServeConfig; database: Database; sessions: Sessions; realtime: Realtime },
): void {
  const { config, database, realtime } = services;

  app.post("/api/first-run", { schema: { body: FirstRun, response: { 201: SignedIn } } }, async (request, reply) => {
    requirePasswords(config);
    const user = await runFirst(database, request.body, request);
    await signIn(services, { userId: user.id, way: "first_run" }, request, reply);
    return reply.code(201).send({ user });
  });

  app.get("/api/invitations/:code", { schema: { params: Invitation, response: { 200: Invited } } }, async (request) => {
    const { name } = await invitedTo(database, request.params.code);
    return { accountName: name };
  });

  app.post(
    "/api/invitations/:code",
    { schema: { params: Invitation, body: Join, response: { 201: SignedIn } } },
    async (request, reply) => {
      requirePasswords(config);
      const user = await join(database, request.params.code, request.body, request);
      realtime.toUsers(null, { type: "user", user });
      await signIn(services, { userId: user.id, way: "invitation" }, request, reply);
      return reply.code(201).send({ user });
    },
  );
}
