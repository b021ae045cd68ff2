import { Agent, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import httpProxy from "http-proxy-3";
import { noReplica, replicaLost, send, sendRaw, tooLarge } from "./answers.ts";
import type { Balancer, Replica } from "./balancer.ts";
import type { Limits } from "./config.ts";
import { addedHeaders, forwardedHeaders } from "./headers.ts";
import type { Metrics } from "./metrics.ts";
import { pathOf } from "./routes.ts";

/** A request on its way: who asks, and which replica got it in the end. */
export interface Passage {
  address: string;
  replica?: string;
}

interface Needs {
  balancer: Balancer;
  metrics: Metrics;
  limits: Limits;
  idleTimeoutSeconds: number;
}

/** Passes requests and WebSockets on to replicas. */
export class Forwarder {
  readonly #needs: Needs;
  readonly #proxy = httpProxy.createProxyServer();
  /** Of clients, with the replica that each leads to. */
  readonly #webSockets = new Map<Duplex, Replica>();
  /** Of replicas that have accepted a WebSocket. */
  readonly #opened = new WeakSet<Duplex>();

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#proxy.on("proxyRes", (answer, request, response) => {
      for (const name of ["connection", "keep-alive"]) delete answer.headers[name];
      Object.assign(answer.headers, addedHeaders(answer, pathOf(request.url) ?? "/"));
      // A replica that dies in the middle of an answer: the client must see that it is not whole.
      answer.once("error", () => response.destroy());
    });
    this.#proxy.on("open", (upstream) => {
      this.#opened.add(upstream);
      upstream.setTimeout(needs.idleTimeoutSeconds * 1000, () => upstream.destroy());
    });
    this.#proxy.on("error", () => {}); // errors of a client's socket; those of a replica go to the callbacks below
  }

  get webSockets() {
    return this.#webSockets.size;
  }

  /** Ends those that lead to `replica`, or all. Returns how many. */
  closeWebSockets(replica?: Replica): number {
    const sockets = [...this.#webSockets].filter(([, leadsTo]) => !replica || leadsTo === replica);
    for (const [socket] of sockets) socket.destroy();
    return sockets.length;
  }

  async web(request: IncomingMessage, response: ServerResponse, passage: Passage, failed?: Replica) {
    const { balancer, metrics, limits } = this.#needs;
    const connection = await balancer.connect(failed);
    if (response.destroyed) return void connection?.socket.destroy();
    if (!connection) return send(failed ? replicaLost : noReplica, request, response);
    const { replica, socket } = connection;
    passage.replica = replica.name;
    const last = request.headers.connection?.toLowerCase() === "close" ? "close" : undefined;
    request.headers = {
      ...forwardedHeaders(request.headers, originOf(request, passage)),
      ...(last && { connection: last }),
    };
    const options = {
      target: targetOf(replica),
      agent: agentOf(socket),
      headers: { connection: "close" },
      proxyTimeout: limits.responseMs,
    };
    this.#proxy.web(request, response, options, () => {
      if (request.socket.destroyed || response.writableEnded) return; // the client is gone, or has its answer
      metrics.replicaFailures.inc({ replica: replica.name });
      balancer.fail(replica);
      if (response.headersSent) return void response.destroy();
      if (!failed && isRepeatable(request)) return void this.web(request, response, passage, replica);
      send(replicaLost, request, response);
    });
    this.#limitBody(request, response, socket);
  }

  async webSocket(request: IncomingMessage, socket: Duplex, head: Buffer, passage: Passage) {
    const connection = await this.#needs.balancer.connect();
    if (socket.destroyed) return void connection?.socket.destroy();
    if (!connection) return sendRaw(noReplica, socket);
    const { replica } = connection;
    passage.replica = replica.name;
    const headers = forwardedHeaders(request.headers, originOf(request, passage));
    request.headers = { ...headers, connection: "Upgrade", upgrade: "websocket" };
    this.#webSockets.set(socket, replica);
    socket.once("close", () => this.#webSockets.delete(socket));
    const options = { target: targetOf(replica), agent: agentOf(connection.socket) };
    this.#proxy.ws(request, socket, head, options, () => {
      if (!this.#opened.has(connection.socket)) sendRaw(replicaLost, socket);
      void this.#needs.balancer.check(replica);
    });
  }

  /** A body whose length is not known beforehand is counted under way. */
  #limitBody(request: IncomingMessage, response: ServerResponse, upstream: Socket) {
    if (request.headers["transfer-encoding"] === undefined) return;
    const { requestBytes } = this.#needs.limits;
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= requestBytes || bytes - chunk.length > requestBytes) return;
      request.unpipe();
      request.resume();
      send(tooLarge(requestBytes), request, response);
      upstream.destroy();
    });
  }
}

/** Nothing of it is lost, and nothing happens twice, when it is sent again: no body, and a method that only asks. */
const isRepeatable = ({ method, headers }: IncomingMessage) =>
  ["GET", "HEAD", "OPTIONS"].includes(method ?? "") &&
  headers["transfer-encoding"] === undefined &&
  Number(headers["content-length"] ?? 0) === 0;

const targetOf = ({ host, port }: Replica) => ({ protocol: "http:", host, port });

const originOf = ({ headers }: IncomingMessage, { address }: Passage) => ({ address, host: headers.host });

/** An agent whose only connection is the one that stands already. */
function agentOf(socket: Socket): Agent {
  const agent = new Agent();
  agent.createConnection = () => socket;
  return agent;
}
