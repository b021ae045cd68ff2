import { constants } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { IngressConfig, Limits } from "./config.ts";

/** The deployment guide's suites for TLS 1.2; those of TLS 1.3 are all good, and not chosen by this list. */
const CIPHERS = [
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
];

/** The https server; who listens to its events decides what it answers. */
export function secureServer({ certificateFile, keyFile }: IngressConfig, limits: Limits): Server {
  return createSecureServer({
    cert: readFileSync(certificateFile),
    key: readFileSync(keyFile),
    minVersion: "TLSv1.2",
    ciphers: CIPHERS.join(":"),
    honorCipherOrder: false,
    secureOptions: constants.SSL_OP_NO_TICKET,
    sessionTimeout: 86_400,
    handshakeTimeout: limits.headersMs,
    ...timesOf(limits),
  }).setTimeout(limits.requestMs);
}

/** Answers every request with where it is over https: on the same host. */
export function redirectServer({ httpsPort }: IngressConfig, limits: Limits): Server {
  return createServer(timesOf(limits), (request: IncomingMessage, response: ServerResponse) => {
    const host = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d+)?$/i.exec(request.headers.host ?? "")?.[1];
    if (!host || !request.url?.startsWith("/")) return void response.writeHead(400, { connection: "close" }).end();
    const port = httpsPort === 443 ? "" : `:${httpsPort}`;
    response.writeHead(301, { location: `https://${host}${port}${request.url}`, "content-length": 0 }).end();
  });
}

/** Against clients that hold connections by being slow. Lists are looked through often enough that a limit is not missed by much. */
const timesOf = ({ headersMs, requestMs, keepAliveMs }: Limits) => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  keepAliveTimeout: keepAliveMs,
  connectionsCheckingInterval: Math.min(5_000, headersMs / 2),
});

/** Listens on loopback: IPv4, and IPv6 where this machine has it. */
export async function listenOnLoopback(make: () => Server, port: number): Promise<Server[]> {
  const [four, six] = [make(), make()];
  await listen(four, port, "127.0.0.1");
  const hasSix = await listen(six, (four.address() as { port: number }).port, "::1").then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRNOTAVAIL" && error.code !== "EAFNOSUPPORT") throw error;
      return false;
    },
  );
  return hasSix ? [four, six] : [four];
}

export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}
