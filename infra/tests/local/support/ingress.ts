import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { type Issued, issueAuthority, issueServer } from "../../../local/provider/x509.ts";
import { type IngressConfig, type Limits, limitsOf } from "../../../local/proxy/config.ts";
import { type Ingress, startIngress } from "../../../local/proxy/ingress.ts";
import type { FakeReplica } from "./replica.ts";

let issued: Promise<{ authority: Issued; server: Issued }> | undefined;

async function certificates() {
  issued ??= issueAuthority("Test", 40).then(async (authority) => ({
    authority,
    server: await issueServer(authority, ["localhost", "127.0.0.1", "::1"], 40),
  }));
  return issued;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An ingress with real TLS before some replicas, and a client that trusts it. */
export class TestIngress {
  readonly ingress: Ingress;
  readonly log: Record<string, unknown>[];
  readonly ca: string;

  constructor(ingress: Ingress, log: Record<string, unknown>[], ca: string) {
    this.ingress = ingress;
    this.log = log;
    this.ca = ca;
  }

  get url() {
    return `https://localhost:${this.ingress.ports.https}`;
  }

  /** One request on a connection of its own. */
  ask(
    path: string,
    {
      method = "GET",
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: string | Buffer[] } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpsRequest(`${this.url}/`, { path, method, headers, ca: this.ca, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.once("end", () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }),
        );
        response.once("error", reject);
      });
      request.once("error", reject);
      if (Array.isArray(body)) for (const chunk of body) request.write(chunk);
      request.end(Array.isArray(body) ? undefined : body);
    });
  }

  webSocket(path = "/ws", headers: Record<string, string> = {}): WebSocket {
    const socket = new WebSocket(`wss://localhost:${this.ingress.ports.https}${path}`, { ca: this.ca, headers });
    onTestFinished(() => socket.on("error", () => {}).terminate());
    return socket;
  }

  /** A bare TLS connection, to misbehave on. */
  tls(options: object = {}): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: "127.0.0.1",
        port: this.ingress.ports.https,
        servername: "localhost",
        ca: this.ca,
        ...options,
      });
      onTestFinished(() => void socket.destroy());
      socket.once("secureConnect", () => resolve(socket)).once("error", reject);
    });
  }

  keepAliveAgent(): Agent {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: this.ca });
    onTestFinished(() => agent.destroy());
    return agent;
  }
}

/** Checks replicas more often than in earnest, so that tests don't have to wait. */
const quick: Partial<Limits> = { checkEveryMs: 50, drainMs: 5_000 };

export async function startTestIngress(
  replicas: FakeReplica[],
  limits: Partial<Limits> = {},
  idleTimeoutSeconds = 300,
): Promise<TestIngress> {
  const { authority, server } = await certificates();
  const directory = mkdtempSync(join(tmpdir(), "campfire-test-"));
  const config: IngressConfig = {
    directory,
    httpsPort: 0,
    httpPort: 0,
    metricsPort: 0,
    certificateFile: join(directory, "server.crt"),
    keyFile: join(directory, "server.key"),
    replicas: replicas.map(({ name, url }) => ({ name, url })),
    idleTimeoutSeconds,
    requestBytes: 16_777_216,
    requestSeconds: 256,
  };
  writeFileSync(config.certificateFile, server.certificatePem);
  writeFileSync(config.keyFile, server.privateKeyPem);
  const log: Record<string, unknown>[] = [];
  const ingress = await startIngress(config, (line) => log.push(line), {
    ...limitsOf(config),
    ...quick,
    ...limits,
  });
  onTestFinished(async () => {
    await ingress.stop();
    rmSync(directory, { recursive: true });
  });
  return new TestIngress(ingress, log, authority.certificatePem);
}

/** The next message of a WebSocket; call it before the message can arrive. */
export const nextMessage = (socket: WebSocket) =>
  new Promise<string>((resolve, reject) => {
    socket.once("message", (data) => resolve(String(data))).once("error", reject);
  });

export const closed = (socket: WebSocket) =>
  new Promise<number>((resolve) => socket.once("close", resolve).on("error", () => {}));

/** The status with which an upgrade was refused, and the answer's headers. */
export const refusal = (socket: WebSocket) =>
  new Promise<{ status: number; headers: IncomingHttpHeaders }>((resolve, reject) => {
    socket.once("unexpected-response", (_, response) =>
      resolve({ status: response.statusCode!, headers: response.headers }),
    );
    socket.once("open", () => reject(new Error("was let in")));
  });
