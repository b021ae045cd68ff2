import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { WebSocketServer } from "ws";

/** A stand-in for one replica of the app, which remembers what it was asked and dies on demand. */
export class FakeReplica {
  readonly name: string;
  readonly seen: IncomingMessage[] = [];
  ready = true;
  /** Its readiness isn't answered, as when the database hangs. */
  waiting = false;
  /** It answers no check at all, as when its process is stopped. */
  frozen = false;
  /** How often it was asked whether it lives, or anything while it was frozen. */
  asked = 0;
  respond: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.end(this.name);
  #server: Server | undefined;
  #port = 0;
  readonly #sockets = new Set<Socket>();

  constructor(name: string) {
    this.name = name;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the same port as before when it did already. */
  async start() {
    const server = createServer((request, response) => {
      if (request.url?.startsWith("/health/") && (this.frozen || request.url === "/health/live")) this.asked++;
      if (this.frozen && request.url?.startsWith("/health/")) return;
      if (request.url === "/health/live") return void response.end();
      if (request.url === "/health/ready" && this.waiting) return;
      if (request.url === "/health/ready") return void response.writeHead(this.ready ? 200 : 503).end();
      this.seen.push(request);
      this.respond(request, response);
    });
    const webSockets = new WebSocketServer({ noServer: true });
    server.on("upgrade", (request, socket, head) => {
      this.seen.push(request);
      if (request.url === "/refused") return void socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.send(this.name);
        webSocket.on("message", (message) => webSocket.send(`${this.name}: ${message}`));
      });
    });
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** As kill -9: all connections break, and nothing listens any more. */
  async kill() {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await new Promise<void>((resolve) => (this.#server?.listening ? this.#server.close(() => resolve()) : resolve()));
  }
}

export async function startReplicas(...names: string[]): Promise<FakeReplica[]> {
  const replicas = names.map((name) => new FakeReplica(name));
  onTestFinished(async () => void (await Promise.all(replicas.map((replica) => replica.kill()))));
  for (const replica of replicas) await replica.start();
  return replicas;
}
