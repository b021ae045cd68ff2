import { randomUUID } from "node:crypto";
import type { ServerOptions } from "node:http";
import cookie from "@fastify/cookie";
import cors from "@fastify/cors";
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import { type FastifyBaseLogger, fastify, LogController } from "fastify";
import { uploadSeconds } from "../attachments/receive.ts";
import type { ServeConfig } from "../config.ts";
import { refuseDetours } from "../entrance/required-header.ts";
import type { Log } from "../log.ts";
import type { App } from "./app.ts";
import { limitConcurrency } from "./concurrency.ts";
import { AppError, installErrorHandling } from "./errors.ts";
import { meantAddress } from "./meant-address.ts";
import { isForeign, type OriginRules } from "./origin.ts";
import { installSecurityHeaders } from "./security-headers.ts";

// The longest message takes 60 kB when JSON escapes every character.
const LARGEST_JSON = 131_072;
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** The HTTP server with all that is common to every route. */
export async function createServer(config: ServeConfig, origins: OriginRules, log: Log): Promise<App> {
  const server = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxy(config.trustProxy),
    bodyLimit: config.maxRequestBytes,
    // Of all requests, since Node knows no other: uploads may take long. Each route has the time that it is given.
    requestTimeout: uploadSeconds(config) * 1000,
    handlerTimeout: config.requestTimeout * 1000,
    // Longer than the 60 s that load balancers keep a connection, or they reuse one that just closed.
    keepAliveTimeout: 75_000,
    forceCloseConnections: "idle",
    rewriteUrl: ({ url = "/" }) => meantAddress(url),
    ...(await transport(config)),
    genReqId: (request) => requestId(request.headers["x-request-id"]),
  });
  const app = server.withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler(TypeBoxValidatorCompiler) as App;
  installErrorHandling(app);
  refuseDetours(app, config.entrance, config.publicUrl);
  installLogging(app, config.traceRequests);
  limitConcurrency(app, config.maxConcurrentRequests);
  if (config.forceHttps) redirectToHttps(app, config.publicUrl);
  await installSecurityHeaders(app, config);
  if (origins.allowed.length > 0) await app.register(cors, { origin: origins.allowed, credentials: true });
  await app.register(cookie);
  app.decorateRequest("viewer");
  app.addHook("onRequest", async (request) => {
    // A key in the address proves who asks; a cookie proves nothing there.
    if (request.routeOptions.config?.forBots) return;
    if (SAFE_METHODS.has(request.method) || !isForeign(request.headers, origins)) return;
    throw new AppError("csrf", "Another site sent this request.");
  });
  parseJson(app, Math.min(LARGEST_JSON, config.maxRequestBytes));
  return app;
}

/** Node's HTTP server, or with a certificate of its own Node's HTTPS server, which is the same to everything else here. */
async function transport({ entrance, instanceId }: ServeConfig): Promise<{ http: ServerOptions }> {
  // A client that offers HTTP/2 in passing (`Upgrade: h2c`) gets its answer over HTTP/1.1.
  const http: ServerOptions = {
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === "websocket",
  };
  if (entrance.tls === "off") return { http };
  const { selfSigned } = await import("../entrance/certificate.ts");
  const https = { ...http, ...(await selfSigned(instanceId)), minVersion: "TLSv1.2" };
  return { https } as unknown as { http: ServerOptions };
}

function trustProxy(trust: ServeConfig["trustProxy"]) {
  return typeof trust === "number" ? (_address: string, hop: number) => hop < trust : trust;
}

/** A caller's id is kept when it can't break a log line. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === "string" && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID();
}

function installLogging(app: App, trace: boolean): void {
  app.addHook("onSend", async (request, reply) => {
    reply.header("x-request-id", request.id);
    if (request.url.startsWith("/api/") && !reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
  app.addHook("onResponse", async (request, reply) => {
    const failed = reply.statusCode >= 500;
    if (!trace && !failed) return;
    const { roomId } = (request.params ?? {}) as { roomId?: number };
    // The pattern and not the address: that may hold an invite code.
    const fields = { method: request.method, route: request.routeOptions.url, status: reply.statusCode, roomId };
    request.log[failed ? "warn" : "info"]({ ...fields, ms: Math.round(reply.elapsedTime) }, "request");
  });
}

function redirectToHttps(app: App, publicUrl: URL): void {
  app.addHook("onRequest", async (request, reply) => {
    const internal = request.url === "/up" || request.url === "/metrics" || request.url.startsWith("/health");
    if (request.protocol === "https" || internal) return;
    return reply.redirect(`https://${publicUrl.host}${request.url}`, 308);
  });
}

function parseJson(app: App, bodyLimit: number): void {
  app.removeContentTypeParser(["application/json", "text/plain"]);
  app.addContentTypeParser("application/json", { parseAs: "buffer", bodyLimit }, (_request, body, done) => {
    try {
      // PostgreSQL takes UTF-8 only, so anything else is refused here instead of being stored mangled.
      const text = new TextDecoder("utf-8", { fatal: true }).decode(body as Buffer);
      done(null, text === "" ? undefined : JSON.parse(text));
    } catch {
      done(new AppError("invalid", "The body is not JSON in UTF-8."));
    }
  });
}
