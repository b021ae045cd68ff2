import type { ServeConfig } from "../config.ts";
import type { Queries } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import { consume, type RateLimits } from "../http/rate-limits.ts";
import type { App } from "../http/server.ts";
import { SESSION_COOKIE, signIn } from "../http/viewer.ts";
import { SignIn } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { findByEmail } from "../users/queries.ts";
import { verifyPassword } from "./passwords.ts";
import type { Sessions } from "./sessions.ts";

interface Services {
  config: ServeConfig;
  database: Queries;
  sessions: Sessions;
  realtime: Realtime;
  limits: RateLimits;
}

export function signInRoutes(app: App, { config, database, sessions, limits }: Services): void {
  app.post("/api/session", { schema: { body: SignIn } }, async (request, reply) => {
    await consume(limits.signIn, request.ip);
    const found = await findByEmail(database, request.body.email);
    const right = await verifyPassword(request.body.password, found?.passwordHash ?? null);
    if (!found || !right) throw new AppError("signed_out", "This e-mail address and password don't belong together.");
    await signIn(sessions, config, found.user.id, request, reply);
    return reply.code(201).send({ user: found.user });
  });
}

export function signOutRoutes(app: App, { sessions, realtime }: Services): void {
  app.delete("/api/session", async (request, reply) => {
    const { sessionId } = request.viewer;
    await sessions.end(request.cookies[SESSION_COOKIE]!, sessionId);
    realtime.sessionsEnded([sessionId]);
    return reply.clearCookie(SESSION_COOKIE, { path: "/" }).code(204).send();
  });
}
