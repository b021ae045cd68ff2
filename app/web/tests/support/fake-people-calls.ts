import type { Session } from "../../src/protocol.ts";
import { type Call, type Handler, Refusal } from "./fake-call.ts";
import type { FakeUser } from "./fake-chat.ts";

function other(call: Call): FakeUser {
  if (call.user().role !== "administrator") throw new Refusal(403, "forbidden", "Only administrators may do this.");
  return call.server.chat.users.find(({ id }) => id === Number(call.params[0]))!;
}

/** Somebody's picture, as the server would make it. */
const picture = ({ server, body }: Call) => server.chat.keep("avatars", "webp", body);

function bot(call: Call): FakeUser {
  const user = other(call);
  if (user?.role !== "bot") throw new Refusal(404, "not_found", "There is no such bot.");
  return user;
}

function told(call: Call, { email, password, ...user }: FakeUser) {
  call.server.tell({ type: "user", user });
  return user;
}

const session = (id: number, current: boolean): Session => ({
  id,
  address: "192.0.2.7",
  userAgent: current
    ? "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0"
    : "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1",
  createdAt: "2026-01-02T03:04:05.000Z",
  ...(current && { current: true as const }),
});

/** People, as themselves and as administrators see them. */
export const peopleCalls: Handler[] = [
  [/^GET \/api\/profile$/, (call) => [200, { user: call.user(), email: call.user().email }]],
  [
    /^GET \/api\/users\/(\d+)\/profile$/,
    (call) => {
      const { email, password, ...user } = other(call);
      return [200, { user, email }];
    },
  ],
  [
    /^PUT \/api\/profile$/,
    (call) => {
      const user = call.user();
      const { currentPassword, ...news } = call.body;
      if ((news.email || news.password) && currentPassword !== user.password)
        throw new Refusal(403, "forbidden", "The current password is another one.");
      Object.assign(user, news);
      return [200, { user: told(call, user), email: user.email }];
    },
  ],
  [
    /^PUT \/api\/profile\/avatar$/,
    (call) => [200, { user: told(call, Object.assign(call.user(), { avatarUrl: picture(call) })) }],
  ],
  [
    /^DELETE \/api\/profile\/avatar$/,
    (call) => [200, { user: told(call, Object.assign(call.user(), { avatarUrl: null })) }],
  ],
  [
    /^PUT \/api\/bots\/(\d+)\/avatar$/,
    (call) => [200, { user: told(call, Object.assign(bot(call), { avatarUrl: picture(call) })) }],
  ],
  [
    /^DELETE \/api\/bots\/(\d+)\/avatar$/,
    (call) => [200, { user: told(call, Object.assign(bot(call), { avatarUrl: null })) }],
  ],
  [
    /^DELETE \/api\/users\/(\d+)\/avatar$/,
    (call) => [200, { user: told(call, Object.assign(other(call), { avatarUrl: null })) }],
  ],
  [
    /^GET \/api\/sessions$/,
    (call) => {
      call.user();
      return [200, { sessions: [session(1, true), ...call.server.chat.otherSessions.map((id) => session(id, false))] }];
    },
  ],
  [
    /^DELETE \/api\/sessions\/(\d+)$/,
    (call) => {
      call.user();
      call.server.chat.otherSessions = call.server.chat.otherSessions.filter((id) => id !== Number(call.params[0]));
      return [204];
    },
  ],
  [
    /^POST \/api\/session\/transfer$/,
    (call) => {
      call.server.chat.transferFor = call.user();
      return [201, { url: `${call.origin}/session/transfers/once`, expiresAt: new Date().toISOString() }];
    },
  ],
  [
    /^POST \/api\/transfers\/once$/,
    ({ server: { chat }, signIn }) => {
      const user = chat.transferFor;
      if (!user) throw new Refusal(404, "not_found", "The link was used.");
      chat.transferFor = null;
      signIn(user);
      return [201, { user }];
    },
  ],
  [
    /^PUT \/api\/users\/(\d+)$/,
    (call) => {
      const user = other(call);
      const left = call.server.chat.users.filter(({ id, role }) => role === "administrator" && id !== user.id);
      if (left.length === 0) throw new Refusal(409, "conflict", "Make somebody else an administrator first.");
      return [200, { user: told(call, Object.assign(user, { role: call.body.role })) }];
    },
  ],
  [
    /^POST \/api\/users\/(\d+)\/ban$/,
    (call) => {
      told(call, Object.assign(other(call), { active: false as const, banned: true as const }));
      return [204];
    },
  ],
  [
    /^DELETE \/api\/users\/(\d+)\/ban$/,
    (call) => {
      const user = other(call);
      delete user.active;
      delete user.banned;
      told(call, user);
      return [204];
    },
  ],
  [
    /^DELETE \/api\/users\/(\d+)$/,
    (call) => {
      told(call, Object.assign(other(call), { active: false as const }));
      return [204];
    },
  ],
];
