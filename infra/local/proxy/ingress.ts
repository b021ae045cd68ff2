import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { badTarget, metricsRefused, send, sendRaw, tooLarge, tooMany } from "./answers.ts";
import { Balancer } from "./balancer.ts";
import { type IngressConfig, limitsOf } from "./config.ts";
import { Forwarder, type Passage } from "./forward.ts";
import { Limiter } from "./limiter.ts";
import { Metrics, metricsServer } from "./metrics.ts";
import { classify, pathOf, withoutSecrets } from "./routes.ts";
import { listen, listenOnLoopback, redirectServer, secureServer } from "./servers.ts";

/** One line of the log, as an object. */
export type Say = (line: Record<string, unknown>) => void;

export interface Ingress {
  /** The ports that it got, where 0 was asked for. */
  ports: { https: number; http: number; metrics: number };
  /** Takes nothing new, lets requests finish, and ends WebSockets: their clients connect again. */
  stop(): Promise<void>;
}

const FORGET_MS = 10_000;

export async function startIngress(config: IngressConfig, say: Say, limits = limitsOf(config)): Promise<Ingress> {
  const balancer = new Balancer(config, limits, ({ name, ready }) => say({ event: "replica", replica: name, ready }));
  const metrics = new Metrics(balancer, () => forwarder.webSockets);
  const forwarder = new Forwarder({ balancer, metrics, limits, idleTimeoutSeconds: config.idleTimeoutSeconds });
  // Nothing tells their clients that nobody is there: they would wait until they miss an answer, those who only read for a minute.
  balancer.onFrozen = (replica) => {
    const sockets = forwarder.closeWebSockets(replica);
    if (sockets > 0) say({ event: "frozen", replica: replica.name, sockets });
  };
  const apiLimit = new Limiter(limits.api);
  const webSocketLimit = new Limiter(limits.websocket);

  function onRequest(request: IncomingMessage, response: ServerResponse) {
    const passage: Passage = { address: addressOf(request) };
    const path = pathOf(request.url);
    const kind = path === undefined ? "page" : classify(request.method!, path);
    const began = performance.now();
    response.once("close", () => {
      const seconds = (performance.now() - began) / 1000;
      metrics.requests.observe({ class: kind, status: response.statusCode }, seconds);
      if (kind !== "health")
        say({ event: "request", ...describe(request, path, passage), status: response.statusCode, seconds });
    });
    if (path === undefined) return send(badTarget, request, response);
    if (kind === "metrics") return send(metricsRefused, request, response);
    const wait = kind === "api" ? apiLimit.take(passage.address, performance.now()) : 0;
    if (wait > 0) {
      metrics.limited.inc({ class: "api" });
      return send(tooMany(wait), request, response);
    }
    if (Number(request.headers["content-length"] ?? 0) > limits.requestBytes)
      return send(tooLarge(limits.requestBytes), request, response);
    void forwarder.web(request, response, passage);
  }

  async function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
    socket.on("error", () => {}); // a client that went away
    const passage: Passage = { address: addressOf(request) };
    const path = pathOf(request.url);
    if (path === undefined || request.headers.upgrade?.toLowerCase() !== "websocket" || request.method !== "GET")
      return sendRaw(badTarget, socket);
    const wait = webSocketLimit.take(passage.address, performance.now());
    if (wait > 0) {
      metrics.limited.inc({ class: "websocket" });
      return sendRaw(tooMany(wait), socket);
    }
    metrics.upgrades.inc();
    await forwarder.webSocket(request, socket, head, passage);
    say({ event: "upgrade", ...describe(request, path, passage) });
  }

  await balancer.start();
  const secure = await listenOnLoopback(
    () => secureServer(config, limits).on("request", onRequest).on("upgrade", onUpgrade),
    config.httpsPort,
  );
  const httpsPort = portOf(secure[0]!);
  const redirects = await listenOnLoopback(() => redirectServer({ ...config, httpsPort }, limits), config.httpPort);
  const inner = metricsServer(metrics, balancer);
  await listen(inner, config.metricsPort, "127.0.0.1");
  const forgetting = setInterval(
    () => [apiLimit, webSocketLimit].map((limit) => limit.forget(performance.now())),
    FORGET_MS,
  );

  async function stop() {
    clearInterval(forgetting);
    balancer.stop();
    const servers = [...secure, ...redirects, inner];
    const closed = servers.map((server) => new Promise<void>((resolve) => void server.close(() => resolve())));
    forwarder.closeWebSockets();
    // A connection whose last request has just been answered would otherwise wait for a next one.
    const closing = setInterval(() => servers.map((server) => server.closeIdleConnections()), 50);
    await Promise.race([Promise.all(closed), sleep(limits.drainMs, undefined, { ref: false })]);
    clearInterval(closing);
    for (const server of servers) server.closeAllConnections();
  }

  return { ports: { https: httpsPort, http: portOf(redirects[0]!), metrics: portOf(inner) }, stop };
}

const describe = (request: IncomingMessage, path: string | undefined, { address, replica }: Passage) => ({
  method: request.method,
  path: withoutSecrets(path ?? "?"),
  address,
  replica,
});

/** An IPv4 client has one address, however it is written. */
const addressOf = ({ socket }: IncomingMessage) => (socket.remoteAddress ?? "gone").replace(/^::ffff:/, "");

const portOf = (server: Server) => (server.address() as AddressInfo).port;
