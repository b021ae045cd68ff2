import { Type } from "typebox";
import type { ServeConfig } from "../config.ts";
import type { Queries } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import { consume, type RateLimits } from "../http/rate-limits.ts";
import type { App } from "../http/server.ts";
import { SESSION_COOKIE, signIn } from "../http/viewer.ts";
import { Id } from "../protocol/entities.ts";
import { SessionList, SignedIn, SignIn, TransferLink } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { findByEmail, findUser } from "../users/queries.ts";
import { isImported, verifyPassword } from "./passwords.ts";
import { listSessions } from "./queries.ts";
import { renewHash } from "./renew-hash.ts";
import type { Sessions } from "./sessions.ts";

const Transfer = Type.Object({ token: Type.String({ maxLength: 100 }) });

interface Services {
  config: ServeConfig;
  database: Queries;
  sessions: Sessions;
  realtime: Realtime;
  limits: RateLimits;
}

export function signInRoutes(app: App, { config, database, sessions, limits }: Services): void {
  app.post("/api/session", { schema: { body: SignIn, response: { 201: SignedIn } } }, async (request, reply) => {
    await consume(limits.signIn, request.ip);
    const found = await findByEmail(database, request.body.email);
    const right = await verifyPassword(request.body.password, found?.passwordHash ?? null);
    if (!found || !right) throw new AppError("signed_out", "This e-mail address and password don't belong together.");
    if (isImported(found.passwordHash)) await renewHash(database, found.user.id, request.body.password);
    await signIn(sessions, config, found.user.id, request, reply);
    return reply.code(201).send({ user: found.user });
  });

  app.post(
    "/api/transfers/:token",
    { schema: { params: Transfer, response: { 201: SignedIn } } },
    async (request, reply) => {
      await consume(limits.signIn, request.ip);
      const userId = await sessions.finishTransfer(request.params.token);
      if (userId === null) throw new AppError("not_found", "This link doesn't work any more. Make a new one.");
      await signIn(sessions, config, userId, request, reply);
      return reply.code(201).send({ user: (await findUser(database, userId))! });
    },
  );
}

/** One's own sessions, on all devices. */
export function sessionRoutes(app: App, { config, database, sessions, realtime }: Services): void {
  app.get("/api/sessions", { schema: { response: { 200: SessionList } } }, async (request) => {
    const { userId, sessionId } = request.viewer;
    const found = await listSessions(database, userId);
    return {
      sessions: found.map(({ id, address, userAgent, createdAt }) => ({
        id,
        address,
        userAgent,
        createdAt: createdAt.toISOString(),
        ...(id === sessionId && { current: true as const }),
      })),
    };
  });

  app.delete("/api/sessions/:id", { schema: { params: Type.Object({ id: Id }) } }, async (request, reply) => {
    const { id } = request.params;
    const own = await listSessions(database, request.viewer.userId);
    if (!own.some((session) => session.id === id))
      throw new AppError("not_found", "There is no such session of yours.");
    await sessions.end([id]);
    realtime.sessionsEnded([id]);
    return reply.code(204).send();
  });

  app.post("/api/session/transfer", { schema: { response: { 201: TransferLink } } }, async (request, reply) => {
    const { token, expiresAt } = await sessions.startTransfer(request.viewer.userId);
    const url = new URL(`/session/transfers/${token}`, config.publicUrl).href;
    return reply.code(201).send({ url, expiresAt: expiresAt.toISOString() });
  });

  app.delete("/api/session", async (request, reply) => {
    const { sessionId } = request.viewer;
    await sessions.end([sessionId]);
    realtime.sessionsEnded([sessionId]);
    return reply.clearCookie(SESSION_COOKIE, { path: "/" }).code(204).send();
  });
}
