import type { FastifyReply, FastifyRequest } from "fastify";
import type { SignInWay } from "../audit/events.ts";
import { record } from "../audit/record.ts";
import type { ServeConfig } from "../config.ts";
import type { Transactions } from "../database/database.ts";
import type { Viewer } from "../sessions/queries.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { AppError } from "./errors.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who is signed in; set on every route that needs somebody to be. */
    viewer: Viewer;
  }
}

export const SESSION_COOKIE = "session";
export const LAST_ROOM_COOKIE = "last_room";

/** Refuses a request with `signed_out` unless its cookie names a valid session. */
export function requireViewer(sessions: Sessions) {
  return async (request: FastifyRequest): Promise<void> => {
    const viewer = await viewerOf(sessions, request.cookies[SESSION_COOKIE]);
    if (!viewer) throw new AppError("signed_out", "Sign in first.");
    request.viewer = viewer;
    request.log = request.log.child({ userId: viewer.userId });
  };
}

/** Refuses everybody else with `forbidden`; comes after `requireViewer`. */
export async function requireAdministrator(request: FastifyRequest): Promise<void> {
  if (request.viewer.role === "administrator") return;
  throw new AppError("forbidden", "Only administrators may do this.");
}

export async function viewerOf(sessions: Sessions, token: string | undefined): Promise<Viewer | null> {
  return token ? sessions.find(token) : null;
}

export interface SignInServices {
  config: ServeConfig;
  database: Transactions;
  sessions: Sessions;
}

/** Starts a session for somebody who just proved who they are. */
export async function signIn(
  { config, database, sessions }: SignInServices,
  { userId, way }: { userId: number; way: SignInWay },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const client = { address: request.ip, userAgent: request.headers["user-agent"] ?? null };
  const token = await database.transaction(async (within) => {
    await record(within, request, { kind: "session.started", userId, details: { way } }, userId);
    return sessions.start(userId, client, within);
  });
  reply.setCookie(SESSION_COOKIE, token, {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: config.publicUrl.protocol === "https:",
    maxAge: config.sessionHours * 3600,
  });
}
