import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { record } from "../audit/record.ts";
import type { ServeConfig } from "../config.ts";
import type { Transactions } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { networkOf } from "../http/networks.ts";
import { consume, type RateLimits } from "../http/rate-limits.ts";
import { signIn } from "../http/viewer.ts";
import type { PasswordResets } from "../password-resets/password-resets.ts";
import { SignInOptions } from "../protocol/signing-in.ts";
import type { Realtime } from "../realtime/realtime.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { areBlocked } from "../users/bans.ts";
import { findUser } from "../users/queries.ts";
import type { ProviderConfig } from "./config.ts";
import { FlowCookie } from "./flow-cookie.ts";
import { recognise } from "./people.ts";
import { Provider } from "./provider.ts";
import { type RefusalCode, SignInRefused } from "./refused.ts";

const Begin = Type.Object({
  return: Type.Optional(Type.String({ maxLength: 200 })),
  team: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$" })),
  invitation: Type.Optional(Type.String({ maxLength: 100 })),
});

// Who never got to the provider proves nothing about anybody, and would fill the log.
const UNRECORDED: ReadonlySet<RefusalCode> = new Set(["unavailable", "expired", "too_often"]);

interface Services {
  config: ServeConfig;
  database: Transactions;
  sessions: Sessions;
  realtime: Realtime;
  limits: RateLimits;
  resets: PasswordResets;
}

/** How people may sign in, and signing in at the organisation's provider where there is one. */
export function singleSignOnRoutes(app: App, services: Services): void {
  const { passwords, provider } = services.config.signIn;
  const options = {
    passwords,
    resetsByMail: passwords && services.resets.byMail,
    ...(provider && { provider: { name: provider.name } }),
  };
  app.get("/api/sign-in", { schema: { response: { 200: SignInOptions } } }, async () => options);
  if (provider) providerRoutes(app, services, provider);
}

function providerRoutes(app: App, services: Services, rules: ProviderConfig): void {
  const { config, database, sessions, realtime, limits } = services;
  const provider = new Provider(rules, config.publicUrl);
  const cookie = new FlowCookie(config);

  app.get("/session/oidc", { schema: { querystring: Begin } }, async (request, reply) => {
    const { return: wanted, team, invitation } = request.query;
    const returnTo = safePath(wanted);
    try {
      const { url, flow } = await provider.begin();
      cookie.write(reply, { ...flow, returnTo, team, invitation });
      return reply.header("cache-control", "no-store").redirect(url.href);
    } catch (error) {
      return refuse(request, reply, error, returnTo);
    }
  });

  app.get("/session/oidc/callback", async (request, reply) => {
    reply.header("cache-control", "no-store");
    const flow = cookie.take(request, reply);
    const returnTo = flow?.returnTo ?? "/";
    try {
      if (!flow || new URLSearchParams(queryOf(request)).get("state") !== flow.state)
        throw new SignInRefused("expired");
      // Each asks the provider, and is written down.
      await consume(limits.signIn, networkOf(request.ip)).catch((error: unknown) => {
        throw error instanceof AppError ? new SignInRefused("too_often") : error;
      });
      // Reading is allowed from there, but this makes people and sessions.
      if ((await areBlocked(database, [request.ip]))[0]) throw new SignInRefused("blocked");
      const claims = await provider.finish(queryOf(request), flow);
      const { userId, changed, ended } = await database.transaction((queries) =>
        recognise({ queries, sessions }, claims, flow, rules, request),
      );
      realtime.sessionsEnded(await sessions.forget(ended));
      if (changed) {
        await sessions.refresh(userId);
        realtime.toUsers(null, { type: "user", user: (await findUser(database, userId))! });
      }
      await signIn(services, { userId, way: "provider" }, request, reply);
      return reply.redirect(returnTo);
    } catch (error) {
      return refuse(request, reply, error, returnTo);
    }
  });

  /** Leads to the sign-in page, which says why. */
  async function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown, returnTo: string) {
    if (!(error instanceof SignInRefused)) throw error;
    const { code, userId, cause } = error;
    if (cause !== undefined) {
      // What the library keeps beside its message may hold tokens.
      const { message, code: reason, cause: deeper } = cause as Error & { code?: string; cause?: { code?: string } };
      const fields = { refused: code, provider: rules.issuer.href, why: message, reason: reason ?? deeper?.code };
      request.log[code === "declined" ? "info" : "warn"](fields, "single sign-on failed");
    }
    const details = { way: "provider", why: code };
    if (!UNRECORDED.has(code)) {
      await record(database, request, { kind: "session.refused", userId, details });
    }
    const query = new URLSearchParams({ problem: code, ...(returnTo !== "/" && { return: returnTo }) });
    return reply.header("cache-control", "no-store").redirect(`/session/new?${query}`);
  }
}

const queryOf = (request: FastifyRequest): string => {
  const start = request.url.indexOf("?");
  return start < 0 ? "" : request.url.slice(start);
};

/** A path of this site that people are led to; anything else would let a link lead them elsewhere. */
export function safePath(wanted = "/"): string {
  return /^\/(rooms\/\d{1,16}(\/@\d{1,16})?|messages\/\d{1,16})$/.test(wanted) ? wanted : "/";
}
