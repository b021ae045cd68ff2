import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { fastifyCookie } from "@fastify/cookie";
import type { RequiredHeader } from "../entrance/config.ts";
import { cameThrough } from "../entrance/required-header.ts";
import { toAppError } from "../http/errors.ts";
import { isForeign, type OriginRules } from "../http/origin.ts";
import { SESSION_COOKIE, viewerOf } from "../http/viewer.ts";
import type { Log } from "../log.ts";
import type { Viewer } from "../sessions/queries.ts";
import type { Sessions } from "../sessions/sessions.ts";

interface Doorway {
  sessions: Sessions;
  origins: OriginRules;
  requiredHeader: RequiredHeader | null;
  log: Log;
}

/**
 * Decides about an upgrade to a WebSocket. Refused ones get an HTTP answer. Somebody who isn't signed in is let in
 * with `viewer: null`, to be told by a closing code: a page can't read an HTTP status here.
 */
export async function admit(
  { sessions, origins, requiredHeader, log }: Doorway,
  request: IncomingMessage,
  socket: Duplex,
  draining: boolean,
): Promise<{ viewer: Viewer | null } | null> {
  if (!cameThrough(requiredHeader, request.headers)) return refuse(socket, "403 Forbidden");
  if (URL.parse(request.url ?? "", "http://localhost")?.pathname !== "/ws") return refuse(socket, "404 Not Found");
  if (draining) return refuse(socket, "503 Service Unavailable");
  if (isForeign(request.headers, origins)) return refuse(socket, "403 Forbidden");
  try {
    return { viewer: await viewerOf(sessions, fastifyCookie.parse(request.headers.cookie ?? "")[SESSION_COOKIE]) };
  } catch (error) {
    log.warn({ err: error }, "could not look up who opens a WebSocket");
    return refuse(socket, toAppError(error) ? "503 Service Unavailable" : "500 Internal Server Error");
  }
}

function refuse(socket: Duplex, status: string): null {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  return null;
}
