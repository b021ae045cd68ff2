import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { findAccount } from "../accounts/accounts.ts";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { LAST_ROOM_COOKIE, SESSION_COOKIE, viewerOf } from "../http/viewer.ts";
import { findMessage } from "../messages/queries.ts";
import { Id } from "../protocol/entities.ts";
import { listRooms } from "../rooms/queries.ts";
import type { Viewer } from "../sessions/queries.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { inAccountsLook } from "./appearance.ts";

/** The addresses that people open. They lead to each other as far as who asks may go; the client draws the rest. */
export function pageRoutes(
  app: App,
  { database, sessions, page }: { database: Queries; sessions: Sessions; page: string | null },
): void {
  let setUp = false;

  async function isSetUp(): Promise<boolean> {
    setUp ||= (await findAccount(database)) !== null;
    return setUp;
  }

  /** Who asks; when nobody is signed in the reply is on its way to where they should go first. */
  async function visitor(request: FastifyRequest, reply: FastifyReply): Promise<Viewer | null> {
    if (!(await isSetUp())) {
      reply.redirect("/first_run");
      return null;
    }
    const viewer = await viewerOf(sessions, request.cookies[SESSION_COOKIE]);
    if (!viewer) reply.redirect(signInFor(request.url));
    return viewer;
  }

  async function send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (page !== null) {
      const html = await inAccountsLook(page, request, database);
      return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(html);
    }
    const message = "The web client isn't built here: run npm run build -w app, then start again.";
    return reply.code(503).send({ error: { code: "unavailable", message } });
  }

  app.get("/", async (request, reply) => {
    const viewer = await visitor(request, reply);
    if (!viewer) return reply;
    const rooms = await listRooms(database, viewer.userId);
    const last = rooms.find((room) => String(room.id) === request.cookies[LAST_ROOM_COOKIE]);
    const newest = rooms.toSorted((a, b) => (b.lastMessageAt ?? "").localeCompare(a.lastMessageAt ?? ""))[0];
    const room = last ?? newest;
    return room ? reply.redirect(`/rooms/${room.id}`) : send(request, reply);
  });

  app.get("/first_run", async (request, reply) => ((await isSetUp()) ? reply.redirect("/") : send(request, reply)));
  app.get("/session/new", async (request, reply) =>
    (await isSetUp()) ? send(request, reply) : reply.redirect(`/first_run${searchOf(request.url)}`),
  );
  app.get("/session/forgot", async (request, reply) => send(request, reply));
  app.get("/session/reset/:token", async (request, reply) => send(request, reply));
  app.get("/session/transfers/:token", async (request, reply) => send(request, reply));
  app.get("/join/:code", async (request, reply) => send(request, reply));

  for (const path of ["/rooms/:roomId", "/rooms/:roomId/@:messageId"]) {
    app.get(path, async (request, reply) => ((await visitor(request, reply)) ? send(request, reply) : reply));
  }

  for (const path of ["/messages/:id", "/rooms/:roomId/messages/:id"]) {
    app.get(path, { schema: { params: Type.Object({ id: Id }) } }, async (request, reply) => {
      const viewer = await visitor(request, reply);
      if (!viewer) return reply;
      const message = await findMessage(database, request.params.id, viewer.userId);
      return message ? reply.redirect(`/rooms/${message.roomId}/@${message.id}`) : reply.callNotFound();
    });
  }
}

/** With what went wrong, for the page to tell. */
const searchOf = (url: string) => (url.includes("?") ? url.slice(url.indexOf("?")) : "");

/** The sign-in page, which leads on to where somebody wanted to go: the client refuses other sites' addresses. */
const signInFor = (url: string) => (url === "/" ? "/session/new" : `/session/new?return=${encodeURIComponent(url)}`);
