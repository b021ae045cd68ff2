import { afterEach, describe, expect, test } from "vitest";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { hasRedis, Redis } from "./support/redis.ts";

let chat: Chat;
afterEach(() => chat?.stop());

const first = (n: number) => ({
  accountName: `Team ${n}`,
  name: `Ann ${n}`,
  email: `ann${n}@example.com`,
  password: "correct horse",
});

describe("the first run", () => {
  test("makes one account of several at once, with All Talk in it", async () => {
    chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres" } });
    const people = [0, 1, 0, 1, 0].map((replica) => new Person(chat.replicas[replica]!.url));
    const answers = await Promise.all(people.map((person, n) => person.ask("POST", "/api/first-run", first(n))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409]);
    const winner = people[answers.findIndex((answer) => answer.status === 201)]!;
    const state = await winner.state();
    expect(state.users).toHaveLength(1);
    expect(state.user.role).toBe("administrator");
    expect(state.rooms.map(({ name, type }) => ({ name, type }))).toEqual([{ name: "All Talk", type: "open" }]);
    expect(new Set((await chat.sql("select from accounts")).map(() => 1)).size).toBe(1);
  });
});

describe("joining", () => {
  test("by the invite link makes a member of every open room, to whom nothing old is unread", async () => {
    chat = await Chat.start({ settings: { BUS: "memory" } });
    const ann = await chat.firstRun();
    const { account, rooms } = await ann.state();
    await ann.say(rooms[0]!.id, "before you came");
    const line = await ann.connect();
    const code = account.joinUrl!.split("/").at(-1)!;
    const bob = new Person(chat.url);
    expect(await bob.ok("GET", `/api/invitations/${code}`)).toEqual({ accountName: "Acme" });
    const join = { name: "Bob", email: "Bob@example.com", password: "battery staple" };
    expect((await bob.ask("POST", `/api/invitations/${code}`, join)).status).toBe(201);
    const state = await bob.state();
    expect(state.user).toMatchObject({ name: "Bob", role: "member" });
    expect(state.rooms[0]).toMatchObject({ name: "All Talk", lastNumber: 1, readNumber: 1 });
    expect((await line.next("user")).user).toEqual(state.user);

    expect((await bob.ask("POST", `/api/invitations/${code}`, { ...join, email: "bob@EXAMPLE.com" })).status).toBe(409);
    expect((await bob.ask("POST", "/api/invitations/wrong-code", join)).status).toBe(404);
    expect((await bob.ask("POST", `/api/invitations/${code}`, { ...join, email: "no address" })).status).toBe(422);
    expect((await bob.ask("POST", `/api/invitations/${code}`, { ...join, password: "short" })).status).toBe(422);
  });

  test("at the same time as rooms are made leaves nobody out of any", async () => {
    chat = await Chat.start({ settings: { BUS: "memory" } });
    const ann = await chat.firstRun();
    const [people] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, () => chat.member())),
      Promise.all(
        Array.from({ length: 10 }, (_, i) => ann.ok("POST", "/api/rooms", { type: "open", name: `Room ${i}` })),
      ),
    ]);
    for (const person of people) expect((await person.state()).rooms).toHaveLength(11);
  });

  test("in a direct room happens once for a set of people, also at the same time", async () => {
    chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres" } });
    await chat.firstRun();
    const [bob, eve, dan] = [await chat.member(0), await chat.member(1), await chat.member(0)];
    const open = (who: Person, others: Person[]) =>
      who.ask<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: others.map((person) => person.id) });
    const answers = await Promise.all([
      open(bob, [eve]),
      open(eve, [bob]),
      open(bob, [eve, bob]),
      open(eve, [bob, bob]),
    ]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 201]);
    expect((await open(bob, [eve, dan])).body.id).not.toBe(answers[0]!.body.id);
    const own = await Promise.all([open(bob, []), open(bob, [bob])]);
    expect(own.map((answer) => answer.status).sort()).toEqual([200, 201]);
    expect(own[0]!.body.id).toBe(own[1]!.body.id);
    expect((await bob.ask("POST", "/api/rooms", { type: "direct", userIds: [99_999] })).status).toBe(422);
  });
});

describe("signing in", () => {
  test("needs the right password, and signing out ends it", async () => {
    chat = await Chat.start({ settings: { BUS: "memory" } });
    const ann = await chat.firstRun();
    const again = new Person(chat.url);
    const right = { email: "ANN@example.com", password: "correct horse" };
    expect((await again.ask("POST", "/api/session", { ...right, password: "wrong" })).status).toBe(401);
    expect((await again.ask("POST", "/api/session", { ...right, email: "nobody@example.com" })).status).toBe(401);
    const answer = await again.ask("POST", "/api/session", right);
    expect(answer.status).toBe(201);
    expect(answer.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Lax/);
    const stolen = new Person(chat.url, ann.id, again.token);
    await again.ok("DELETE", "/api/session");
    expect((await stolen.ask("GET", "/api/state")).status).toBe(401);
    expect((await ann.ask("GET", "/api/state")).status).toBe(200);
    const stored = await chat.sql<{ row: string }>("select sessions::text as row from sessions");
    expect(JSON.stringify(stored)).not.toContain(ann.token);
  });

  const stores = [{ store: "PostgreSQL" }, ...(hasRedis ? [{ store: "Redis" }] : [])];
  test.each(stores)("is limited to 10 tries of an address over all replicas, counted in $store", async ({ store }) => {
    const redis = store === "Redis" ? await Redis.start() : null;
    try {
      const settings: Record<string, string> = { TRUST_PROXY: "true", ...(redis && { REDIS_URL: redis.url }) };
      chat = await Chat.start({ replicas: 2, settings });
      const attempt = async (i: number, forwarded: string) => {
        const person = new Person(chat.replicas[i % 2]!.url);
        const wrong = { email: "ann@example.com", password: "wrong" };
        return person.ask("POST", "/api/session", wrong, { "x-forwarded-for": forwarded });
      };
      // What the client itself writes in front is not believed.
      const statuses = [];
      for (let i = 0; i < 12; i++) statuses.push((await attempt(i, `10.0.0.${i}, 192.0.2.7`)).status);
      expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
      const refused = await attempt(0, "192.0.2.7");
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(100);
      expect((await attempt(0, "192.0.2.8")).status).toBe(401);
    } finally {
      await redis?.stop();
    }
  });

  test("is limited to 10 tries of an IPv6 network, whichever of its addresses they come from", async () => {
    chat = await Chat.start({ settings: { TRUST_PROXY: "true", RATE_LIMIT_RPM: "15" } });
    const from = async (address: string, path = "/api/session") => {
      const wrong = { email: "ann@example.com", password: "wrong" };
      return (await new Person(chat.url).ask("POST", path, wrong, { "x-forwarded-for": address })).status;
    };
    const statuses = [];
    for (let i = 1; i <= 12; i++) statuses.push(await from(`2001:db8:0:7:${i}::${i}`));
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    expect(await from("2001:db8:0:8::1")).toBe(401);
    // Links, too.
    expect(await from("2001:db8:0:7::1", "/api/transfers/made-up")).toBe(429);
    for (let i = 1; i <= 2; i++) await from(`2001:db8:0:7:${i}::2`, "/api/transfers/made-up");
    // That were 15 requests of a minute: what is done with a bot's key is counted in the same way.
    expect(await from("2001:db8:0:7::4", "/rooms/1/1-made-up-key/messages")).toBe(429);
    expect(await from("2001:db8:0:8::4", "/rooms/1/1-made-up-key/messages")).toBe(302);
  });

  test("is limited to 30 tries of an e-mail address from anywhere, whether anybody has it or not", async () => {
    chat = await Chat.start({ settings: { TRUST_PROXY: "true" } });
    await chat.firstRun();
    let count = 0;
    const attempt = (email: string, password = "wrong") =>
      new Person(chat.url).ask(
        "POST",
        "/api/session",
        { email, password },
        { "x-forwarded-for": `192.0.2.${++count}` },
      );
    for (const email of ["ann@example.com", "nobody@example.com"]) {
      expect((await attempt(email)).status).toBe(401);
      // As after 28 more.
      await chat.sql("update rate_limits set points = points + 28 where key like 'accounts:%' and points = 1");
      expect((await attempt(email.toUpperCase())).status).toBe(401);
      const refused = await attempt(` ${email}`);
      expect([refused.status, Number(refused.headers.get("retry-after")) > 600]).toEqual([429, true]);
    }
    expect((await attempt("ann@example.com", "correct horse")).status).toBe(429);
    expect((await attempt("bob@example.com")).status).toBe(401);
    const kept = JSON.stringify(await chat.sql("select key from rate_limits"));
    expect(kept).not.toContain("example.com");
  });

  test("survives an expiry that is renewed by use, but not one that passed", async () => {
    chat = await Chat.start({ settings: { BUS: "memory", SESSION_EXPIRY_HOURS: "24" } });
    const ann = await chat.firstRun();
    const expiry = async () =>
      (
        await chat.sql<{ hours: number }>("select extract(epoch from expires_at - now()) / 3600 as hours from sessions")
      )[0]!.hours;
    await chat.sql("update sessions set expires_at = now() + interval '1 hour'");
    await ann.state();
    expect(Number(await expiry())).toBeGreaterThan(23);
    await chat.sql("update sessions set expires_at = now() - interval '1 second'");
    expect((await ann.ask("GET", "/api/state")).status).toBe(401);
  });
});

describe("the limit of requests", () => {
  test("counts each person alone and says when to try again", async () => {
    chat = await Chat.start({ settings: { BUS: "memory", RATE_LIMIT_RPM: "5" } });
    await chat.firstRun();
    const [bob, eve] = [await chat.member(), await chat.member()];
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await bob.ask("GET", "/api/state")).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect((await bob.ask("GET", "/api/state")).headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await eve.ask("GET", "/api/state")).status).toBe(200);
    expect((await bob.ask("GET", "/health")).status).toBe(200);
  });

  test("is ten times as high for bots, who had none with Campfire, and as low as ever for who only says to be one", async () => {
    chat = await Chat.start({ settings: { BUS: "memory", RATE_LIMIT_RPM: "5" } });
    const ann = await chat.firstRun();
    const bot = await Bot.create(ann, "Reader");
    const room = (await ann.state()).rooms[0]!.id;
    const statuses = [];
    for (let i = 0; i < 51; i++) statuses.push((await bot.ask("GET", bot.path(room))).status);
    expect(statuses).toEqual([...Array(50).fill(200), 429]);
    bot.key = `${bot.id}-AAAAAAAAAAAA`;
    const wrong = [];
    for (let i = 0; i < 6; i++) wrong.push((await bot.ask("GET", bot.path(room))).status);
    expect(wrong.at(-1)).toBe(429);
  });
});
