import { Type } from "typebox";
import type { ServeConfig } from "../config.ts";
import type { Transactions } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { networkOf } from "../http/networks.ts";
import { consume, type RateLimits } from "../http/rate-limits.ts";
import { signIn } from "../http/viewer.ts";
import { Id } from "../protocol/entities.ts";
import { SignedIn } from "../protocol/requests.ts";
import { AskedReset, NewPassword, ResetLink } from "../protocol/signing-in.ts";
import type { Realtime } from "../realtime/realtime.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { requirePasswords } from "../single-sign-on/passwords-off.ts";
import { findUser } from "../users/queries.ts";
import type { PasswordResets } from "./password-resets.ts";

const Token = Type.Object({ token: Type.String({ maxLength: 100 }) });

interface Services {
  config: ServeConfig;
  database: Transactions;
  sessions: Sessions;
  realtime: Realtime;
  limits: RateLimits;
  resets: PasswordResets;
}

/** For people who forgot their password. */
export function passwordResetRoutes(app: App, services: Services): void {
  const { config, database, realtime, limits, resets } = services;

  app.post("/api/password-resets", { schema: { body: AskedReset } }, async (request, reply) => {
    requirePasswords(config);
    if (!resets.byMail) throw new AppError("not_found", "No mail is sent here. Ask an administrator for a link.");
    await consume(limits.signIn, networkOf(request.ip));
    // Of any address, whether somebody has it or not.
    await consume(limits.resets, request.body.email.trim().toLowerCase());
    resets.ask(request.body.email, request);
    return reply.code(204).send();
  });

  const schema = { params: Token, body: NewPassword, response: { 201: SignedIn } };
  app.post("/api/password-resets/:token", { schema }, async (request, reply) => {
    requirePasswords(config);
    await consume(limits.signIn, networkOf(request.ip));
    const { userId, ended } = await resets.finish(request.params.token, request.body.password, request);
    realtime.sessionsEnded(ended);
    await signIn(services, { userId, way: "reset" }, request, reply);
    return reply.code(201).send({ user: (await findUser(database, userId))! });
  });
}

/** Links that administrators hand over. */
export function passwordResetAdministrationRoutes(app: App, { config, resets }: Services): void {
  const schema = { params: Type.Object({ id: Id }), response: { 201: ResetLink } };
  app.post("/api/users/:id/password-reset", { schema }, async (request, reply) => {
    requirePasswords(config);
    const { url, expiresAt } = await resets.make(request.params.id, request);
    return reply.code(201).send({ url, expiresAt: expiresAt.toISOString() });
  });
}
