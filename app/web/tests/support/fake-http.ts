import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { received } from "../../../tests/support/received.ts";
import { administrationCalls } from "./fake-administration-calls.ts";
import { type Handler, Refusal } from "./fake-call.ts";
import type { FakeUser } from "./fake-chat.ts";
import { messageCalls } from "./fake-message-calls.ts";
import { peopleCalls } from "./fake-people-calls.ts";
import { pushCalls } from "./fake-push-calls.ts";
import { roomCalls } from "./fake-room-calls.ts";
import type { FakeServer } from "./fake-server.ts";
import { signInCalls } from "./fake-sign-in-calls.ts";

const handlers: Handler[] = [
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
  ...signInCalls,
  ...administrationCalls,
  ...peopleCalls,
  ...pushCalls,
  ...roomCalls,
  ...messageCalls,
];

function read(content: Buffer, type: string) {
  if (type.startsWith("image/")) return { type, content };
  return content.length ? JSON.parse(content.toString()) : null;
}

/** Answers one call of the HTTP API. */
export async function answer(server: FakeServer, request: IncomingMessage, response: ServerResponse, url: URL) {
  const content = await received(request);
  if (!content) return;
  const headers: Record<string, string> = { "content-type": "application/json" };
  const call = {
    server,
    url,
    body: read(content, request.headers["content-type"] ?? ""),
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
