import { Type } from "typebox";
import { record } from "../audit/record.ts";
import type { ServeConfig } from "../config.ts";
import type { Transactions } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { networkOf } from "../http/networks.ts";
import { accountKey, consume, type RateLimits } from "../http/rate-limits.ts";
import { SESSION_COOKIE, signIn } from "../http/viewer.ts";
import { Id } from "../protocol/entities.ts";
import { SessionList, SignedIn, SignIn, TransferLink } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { requirePasswords } from "../single-sign-on/passwords-off.ts";
import { findByEmail, findUser } from "../users/queries.ts";
import { isImported, verifyPassword } from "./passwords.ts";
import { listSessions } from "./queries.ts";
import { renewHash } from "./renew-hash.ts";
import type { Sessions } from "./sessions.ts";
import { deleteTransfers } from "./transfers.ts";

const Transfer = Type.Object({ token: Type.String({ maxLength: 100 }) });

interface Services {
  config: ServeConfig;
  database: Transactions;
  sessions: Sessions;
  realtime: Realtime;
  limits: RateLimits;
}

export function signInRoutes(app: App, services: Services): void {
  const { config, database, sessions, limits } = services;

  app.post("/api/session", { schema: { body: SignIn, response: { 201: SignedIn } } }, async (request, reply) => {
    requirePasswords(config);
    await consume(limits.signIn, networkOf(request.ip));
    // Of any address, whether somebody has it or not.
    await consume(limits.accounts, accountKey(request.body.email));
    const found = await findByEmail(database, request.body.email);
    const right = await verifyPassword(request.body.password, found?.passwordHash ?? null);
    if (!found || !right) {
      // Not what was typed: some people type their password there.
      await record(database, request, {
        kind: "session.refused",
        userId: found?.user.id,
        details: { way: "password" },
      });
      throw new AppError("signed_out", "This e-mail address and password don't belong together.");
    }
    if (isImported(found.passwordHash)) await renewHash(database, found.user.id, request.body.password);
    await signIn(services, { userId: found.user.id, way: "password" }, request, reply);
    return reply.code(201).send({ user: found.user });
  });

  app.post(
    "/api/transfers/:token",
    { schema: { params: Transfer, response: { 201: SignedIn } } },
    async (request, reply) => {
      await consume(limits.signIn, networkOf(request.ip));
      const userId = await sessions.finishTransfer(request.params.token);
      if (userId === null) {
        await record(database, request, { kind: "session.refused", details: { way: "link" } });
        throw new AppError("not_found", "This link doesn't work any more. Make a new one.");
      }
      await signIn(services, { userId, way: "link" }, request, reply);
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
    await sessions.end([id], async (within) => {
      const { userId } = request.viewer;
      await record(within, request, { kind: "session.ended", userId, details: { session: id } });
      // Who had that device could have made one, to come back by.
      await deleteTransfers(within, userId);
    });
    realtime.sessionsEnded([id]);
    return reply.code(204).send();
  });

  app.post("/api/session/transfer", { schema: { response: { 201: TransferLink } } }, async (request, reply) => {
    const { userId } = request.viewer;
    const { token, expiresAt } = await database.transaction(async (within) => {
      await record(within, request, { kind: "session.link_made", userId });
      return sessions.startTransfer(userId, within);
    });
    const url = new URL(`/session/transfers/${token}`, config.publicUrl).href;
    return reply.code(201).send({ url, expiresAt: expiresAt.toISOString() });
  });

  app.delete("/api/session", async (request, reply) => {
    const { sessionId, userId } = request.viewer;
    await sessions.end([sessionId], (within) => record(within, request, { kind: "session.signed_out", userId }));
    realtime.sessionsEnded([sessionId]);
    return reply.clearCookie(SESSION_COOKIE, { path: "/" }).code(204).send();
  });
}
