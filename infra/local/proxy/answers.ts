/** What the ingress answers by itself. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ownHeaders } from "./headers.ts";

export interface Answer {
  status: 400 | 403 | 413 | 429 | 502 | 503;
  /** As in the app's errors. */
  code: string;
  message: string;
  /** Whole seconds. */
  retryAfter?: number;
}

export const badTarget: Answer = { status: 400, code: "invalid", message: "The request has no valid path." };

export const metricsRefused: Answer = {
  status: 403,
  code: "forbidden",
  message: "Metrics are not served to the outside.",
};

export const tooLarge = (bytes: number): Answer => ({
  status: 413,
  code: "too_large",
  message: `A request can have ${bytes / 2 ** 20} MiB at most.`,
});

export const tooMany = (waitSeconds: number): Answer => ({
  status: 429,
  code: "rate_limited",
  message: "Too many requests from this address. Try again in a moment.",
  retryAfter: Math.max(1, Math.ceil(waitSeconds)),
});

export const noReplica: Answer = {
  status: 503,
  code: "unavailable",
  message: "The chat is starting, or being updated. It will be back in a moment.",
  retryAfter: 2,
};

export const replicaLost: Answer = {
  status: 502,
  code: "unavailable",
  message: "The server that worked on this request stopped before it answered. Try again.",
  retryAfter: 1,
};

/** As JSON for programs, and as a page that tries again by itself for people. */
export function send(answer: Answer, request: IncomingMessage, response: ServerResponse) {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const page = wantsPage(request);
  const headers = {
    ...headersOf(answer),
    "content-type": page ? "text/html; charset=utf-8" : "application/json; charset=utf-8",
  };
  // What is left of a body that nobody reads would be taken for the next request.
  const unread =
    !request.complete && (request.headers["content-length"] ?? request.headers["transfer-encoding"]) !== undefined;
  const csp = page ? { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" } : {};
  const body = page ? pageOf(answer) : jsonOf(answer);
  const length = { "content-length": Buffer.byteLength(body) };
  response.writeHead(answer.status, { ...headers, ...csp, ...length, ...(unread ? { connection: "close" } : {}) });
  if (request.method !== "HEAD") response.write(body);
  if (unread) endAfter(request, response);
  else response.end();
}

/** How long who was answered may go on sending, ms. */
const LINGER_MS = 5_000;

/** Closing a connection on which bytes still come resets it, and the answer that is on its way may be lost with it. */
function endAfter(request: IncomingMessage, response: ServerResponse) {
  const end = () => void response.end();
  const timer = setTimeout(end, LINGER_MS).unref();
  request.resume().once("end", end);
  response.once("close", () => clearTimeout(timer));
}

/** To a WebSocket that was not let in: there is no response object for an upgrade. */
export function sendRaw(answer: Answer, socket: Duplex) {
  if (socket.destroyed) return;
  const body = jsonOf(answer);
  const headers = {
    ...headersOf(answer),
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`, ...lines, "", body].join("\r\n"));
}

const headersOf = ({ retryAfter }: Answer): Record<string, string> => ({
  ...ownHeaders(),
  ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
});

const wantsPage = ({ method, headers, url }: IncomingMessage) =>
  (method === "GET" || method === "HEAD") &&
  !url?.startsWith("/api/") &&
  String(headers.accept ?? "").includes("text/html");

const jsonOf = ({ code, message }: Answer) => JSON.stringify({ error: { code, message } });

const pageOf = ({ status, message, retryAfter }: Answer) => `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
${retryAfter === undefined ? "" : `<meta http-equiv="refresh" content="${retryAfter}">`}
<title>Campfire</title>
<style>body { font: 1.125rem/1.5 system-ui, sans-serif; display: grid; place-content: center; min-height: 90vh; margin: 0 1.5rem; text-align: center }</style>
<main><h1>One moment</h1><p>${message}</p><p><small>${status} ${STATUS_CODES[status]}</small></p></main>
</html>
`;
