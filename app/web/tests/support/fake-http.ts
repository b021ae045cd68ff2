import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FakeUser } from "./fake-chat.ts";
import type { FakeServer } from "./fake-server.ts";

/** An error of docs/protocol.md. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Call {
  server: FakeServer;
  url: URL;
  params: string[];
  // biome-ignore lint/suspicious/noExplicitAny: a fake takes what the client sends at its word
  body: any;
  origin: string;
  /** Throws unless signed in. */
  user: () => FakeUser;
  signIn: (user: FakeUser) => void;
}

type Answer = [status: number, body?: unknown];

const handlers: [pattern: RegExp, handle: (call: Call) => Answer][] = [
  [
    /^POST \/api\/first-run$/,
    ({ server: { chat }, body, signIn }) => {
      if (chat.accountName) throw new Refusal(409, "conflict", "This Campfire has been set up already.");
      chat.accountName = body.accountName;
      const user = chat.addUser(body.name, { ...body, role: "administrator" });
      chat.addRoom("All Talk");
      signIn(user);
      return [201, { user }];
    },
  ],
  [
    /^GET \/api\/invitations\/([^/]+)$/,
    ({ server: { chat }, params }) => {
      if (params[0] !== chat.joinCode) throw new Refusal(404, "not_found", "There is no such invitation.");
      return [200, { accountName: chat.accountName }];
    },
  ],
  [
    /^POST \/api\/invitations\/([^/]+)$/,
    ({ server, body, signIn }) => {
      if (server.chat.users.some((user) => user.email === body.email))
        throw new Refusal(409, "conflict", "Somebody has this email address already. Sign in instead.");
      const user = server.chat.addUser(body.name, { email: body.email, password: body.password });
      server.tell({ type: "user", user });
      signIn(user);
      return [201, { user }];
    },
  ],
  [
    /^POST \/api\/session$/,
    ({ server: { chat }, body, signIn }) => {
      const user = chat.users.find(({ email, password }) => email === body.email && password === body.password);
      if (!user) throw new Refusal(401, "signed_out", "Wrong email address or password.");
      signIn(user);
      return [201, { user }];
    },
  ],
  [
    /^DELETE \/api\/session$/,
    ({ server, user }) => {
      const { id } = user();
      for (const [token, userId] of server.sessions) if (userId === id) server.sessions.delete(token);
      return [204];
    },
  ],
  [/^GET \/api\/state$/, ({ server, user, origin }) => [200, server.chat.snapshot(user(), origin)]],
  [
    /^POST \/api\/rooms$/,
    ({ server, body, user }) => {
      const { chat } = server;
      const maker = user();
      const { room, made } =
        body.type === "direct"
          ? chat.direct([maker.id, ...body.userIds])
          : { room: chat.addRoom(body.name), made: true };
      for (const id of chat.members(room)) server.tell({ type: "room", room: chat.view(room, id) }, [id]);
      return [made ? 201 : 200, chat.view(room, maker.id)];
    },
  ],
  [
    /^GET \/api\/rooms\/(\d+)\/messages$/,
    ({ server: { chat }, params, url, user }) => {
      const room = chat.room(Number(params[0]), user().id);
      if (!room) throw new Refusal(404, "not_found", "There is no such room.");
      return [200, chat.page(room, url.searchParams)];
    },
  ],
  [
    /^GET \/api\/messages\/(\d+)$/,
    ({ server: { chat }, params, user }) => {
      const { id } = user();
      const reachable = chat.rooms.filter((room) => chat.reachable(room, id));
      const message = reachable.flatMap((room) => room.messages).find((found) => found.id === Number(params[0]));
      if (!message) throw new Refusal(404, "not_found", "There is no such message.");
      return [200, message];
    },
  ],
];

/** Answers one call of the HTTP API. */
export async function answer(server: FakeServer, request: IncomingMessage, response: ServerResponse, url: URL) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = { "content-type": "application/json" };
  const call = {
    server,
    url,
    body: chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : null,
    origin: url.origin,
    user: () => {
      const user = server.userOf(request);
      if (!user) throw new Refusal(401, "signed_out", "Please sign in.");
      return user;
    },
    signIn: (user: FakeUser) => {
      const token = randomUUID().replaceAll("-", "");
      server.sessions.set(token, user.id);
      headers["set-cookie"] = `session=${token}; Path=/; HttpOnly; SameSite=Lax`;
    },
  };
  try {
    if (server.unavailable) throw new Refusal(503, "unavailable", "The database can't be reached.");
    for (const [pattern, handle] of handlers) {
      const match = pattern.exec(`${request.method} ${url.pathname}`);
      if (!match) continue;
      const [status, body] = handle({ ...call, params: match.slice(1) });
      response.writeHead(status, headers).end(body === undefined ? undefined : JSON.stringify(body));
      return;
    }
    throw new Refusal(404, "not_found", "There is no such call.");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const body = { error: { code: error.code, message: error.message } };
    response.writeHead(error.status, headers).end(JSON.stringify(body));
  }
}
