import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Session } from "../src/protocol/entities.ts";
import type { Profile } from "../src/protocol/requests.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { hasRedis, Redis } from "./support/redis.ts";

const PASSWORD = "battery staple";

describe.for(["PostgreSQL", ...(hasRedis ? ["Redis"] : [])])("people, their sessions kept in %s", (store) => {
  let redis: Redis | undefined;
  let chat: Chat;
  let ann: Person;
  let count = 0;

  beforeAll(async () => {
    if (store === "Redis") redis = await Redis.start();
    chat = await Chat.start({ replicas: 2, settings: redis ? { REDIS_URL: redis.url } : { BUS: "postgres" } });
    ann = await chat.firstRun();
  });
  afterAll(async () => {
    await chat.stop();
    await redis?.stop();
  });

  /** Somebody with a password, as most people; `replica` is the one that they use. */
  async function join(replica = 0): Promise<Person & { email: string }> {
    const code = (await ann.state()).account.joinUrl!.split("/").at(-1);
    const person = new Person(chat.replicas[replica]!.url);
    const email = `person${++count}@example.com`;
    const join = { name: `Person ${count}`, email, password: PASSWORD };
    const { user } = await person.ok<{ user: { id: number } }>("POST", `/api/invitations/${code}`, join);
    return Object.assign(person, { id: user.id, email });
  }
  async function signIn(email: string, password: string, replica = 0): Promise<Person | number> {
    const person = new Person(chat.replicas[replica]!.url);
    const { status } = await person.ask("POST", "/api/session", { email, password });
    return status === 201 ? person : status;
  }
  const status = async (person: Person) => (await person.ask("GET", "/api/state")).status;

  test("change their name and words about themselves, which everybody sees", async () => {
    const bob = await join();
    const line = await ann.connect({}, chat.replicas[1]!.url);
    const profile = await bob.ok("PUT", "/api/profile", { name: " Bobby ", bio: "Gardener" });
    expect(profile).toMatchObject({ user: { name: "Bobby", bio: "Gardener" }, email: bob.email });
    expect(await line.next("user", ({ user }) => user.id === bob.id)).toMatchObject({ user: { bio: "Gardener" } });
    expect(JSON.stringify(await ann.state())).not.toContain(bob.email);
    for (const wrong of [{ name: " " }, { bio: "x".repeat(501) }, { email: "nowhere" }, { password: "short" }])
      expect((await bob.ask("PUT", "/api/profile", { ...wrong, currentPassword: PASSWORD })).status).toBe(422);
    await line.close();
  });

  test("change their e-mail address and password only with the current one", async () => {
    const [bob, eve] = [await join(), await join()];
    for (const change of [{ email: "new@example.com" }, { password: "another one" }]) {
      expect((await bob.ask("PUT", "/api/profile", change)).status).toBe(403);
      expect((await bob.ask("PUT", "/api/profile", { ...change, currentPassword: "wrong" })).status).toBe(403);
    }
    const currentPassword = PASSWORD;
    expect((await bob.ask("PUT", "/api/profile", { email: eve.email.toUpperCase(), currentPassword })).status).toBe(
      409,
    );
    const other = (await signIn(bob.email, PASSWORD, 1)) as Person;
    const line = await other.connect();
    expect((await bob.ask("PUT", "/api/profile", { password: "another one", currentPassword })).status).toBe(200);
    expect(await line.closed()).toBe(4401);
    expect([await status(bob), await status(other)]).toEqual([200, 401]);
    expect(await signIn(bob.email, PASSWORD)).toBe(401);
    expect(await signIn(bob.email, "another one")).toBeInstanceOf(Person);
  });

  test("have their e-mail address shown to administrators, as it is now", async () => {
    const cleo = await chat.member();
    const before = await ann.ok<Profile>("GET", `/api/users/${cleo.id}/profile`);
    expect(before).toEqual({
      user: expect.objectContaining({ id: cleo.id }),
      email: expect.stringContaining("@example.com"),
    });
    await chat.sql("update users set email = 'cleo@example.org' where id = $1", [cleo.id]);
    expect((await ann.ok<Profile>("GET", `/api/users/${cleo.id}/profile`)).email).toBe("cleo@example.org");
    expect(JSON.stringify(await ann.state())).not.toContain("cleo@example.org");
    expect((await ann.ask("GET", "/api/users/99999/profile")).status).toBe(404);
  });

  test("see their sessions and end them, and nobody else's", async () => {
    const [bob, eve] = [await join(), await join()];
    const phone = (await signIn(bob.email, PASSWORD, 1)) as Person;
    const line = await phone.connect();
    expect(await status(phone)).toBe(200);
    const list = async (person: Person) => (await person.ok<{ sessions: Session[] }>("GET", "/api/sessions")).sessions;
    const [second, first] = await list(bob);
    expect(await list(bob)).toHaveLength(2);
    expect([first!.current, second!.current]).toEqual([true, undefined]);
    expect(first).toMatchObject({ address: "127.0.0.1" });
    expect(JSON.stringify(await list(bob))).not.toContain(bob.token);
    expect((await eve.ask("DELETE", `/api/sessions/${second!.id}`)).status).toBe(404);
    expect((await bob.ask("DELETE", `/api/sessions/${second!.id}`)).status).toBe(204);
    expect(await line.closed()).toBe(4401);
    expect([await status(bob), await status(phone)]).toEqual([200, 401]);
  });

  test("sign in on another device by a link that works once, for a while, and only the newest", async () => {
    const bob = await join();
    const make = async () =>
      new URL((await bob.ok<{ url: string }>("POST", "/api/session/transfer")).url).pathname.split("/").at(-1)!;
    const use = async (token: string) => {
      const device = new Person(chat.replicas[1]!.url);
      return { device, answer: await device.ask("POST", `/api/transfers/${token}`) };
    };
    const [old, token] = [await make(), await make()];
    expect((await use(old)).answer.status).toBe(404);
    const { device, answer } = await use(token);
    expect(answer).toMatchObject({ status: 201, body: { user: { id: bob.id } } });
    expect(await status(device)).toBe(200);
    expect((await use(token)).answer.status).toBe(404);
    const late = await make();
    const [row] = await chat.sql<{ hours: number }>(
      "select extract(epoch from expires_at - now())::float8 / 3600 as hours from transfers where user_id = $1",
      [bob.id],
    );
    expect(row!.hours).toBeGreaterThan(3.9);
    expect(row!.hours).toBeLessThanOrEqual(4);
    await chat.sql("update transfers set expires_at = now()");
    expect((await use(late)).answer.status).toBe(404);
  });

  test("are made administrators and members again, which counts at once on every replica", async () => {
    const bob = await join(1);
    expect((await bob.ask("GET", "/api/bots")).status).toBe(403);
    expect((await ann.ask("PUT", `/api/users/${bob.id}`, { role: "administrator" })).status).toBe(200);
    expect((await bob.ask("GET", "/api/bots")).status).toBe(200);
    expect((await bob.ask("PUT", `/api/users/${bob.id}`, { role: "member" })).status).toBe(200);
    expect((await bob.ask("GET", "/api/bots")).status).toBe(403);
    for (const call of [["PUT", { role: "member" }], ["DELETE"]] as const)
      expect((await ann.ask(call[0], `/api/users/${ann.id}`, call[1])).status).toBe(409);
    const bot = await Bot.create(ann, "No person");
    expect((await ann.ask("PUT", `/api/users/${bot.id}`, { role: "administrator" })).status).toBe(404);
    expect((await ann.ask("PUT", `/api/users/${bob.id}`, { role: "bot" })).status).toBe(422);
    for (const call of [["PUT", { role: "administrator" }], ["DELETE"]] as const)
      expect((await bob.ask(call[0], `/api/users/${ann.id}`, call[1])).status).toBe(403);
  });

  test("are deactivated: signed out everywhere, out of the rooms, and free to be invited again", async () => {
    const bob = await join(1);
    const room = (await ann.state()).rooms[0]!.id;
    const said = await bob.say(room, "I was here");
    await bob.ok("GET", "/api/search?query=secretly");
    const { url } = await bob.ok<{ url: string }>("POST", "/api/session/transfer");
    const line = await bob.connect();
    expect((await ann.ask("DELETE", `/api/users/${bob.id}`)).status).toBe(204);
    expect(await line.closed()).toBe(4403);
    expect(await status(bob)).toBe(401);
    expect(await signIn(bob.email, PASSWORD)).toBe(401);
    const token = new URL(url).pathname.split("/").at(-1);
    expect((await new Person(chat.url).ask("POST", `/api/transfers/${token}`)).status).toBe(404);
    expect((await ann.state()).users.find(({ id }) => id === bob.id)).toMatchObject({ active: false });
    expect(await ann.ok("GET", `/api/messages/${said.id}`)).toMatchObject({ text: "I was here", creatorId: bob.id });
    for (const table of ["memberships", "searches"])
      expect(await chat.sql(`select from ${table} where user_id = $1`, [bob.id])).toEqual([]);
    expect((await ann.ask("DELETE", `/api/users/${bob.id}`)).status).toBe(404);
    const code = (await ann.state()).account.joinUrl!.split("/").at(-1);
    const again = { name: "Bob again", email: bob.email, password: PASSWORD };
    expect((await new Person(chat.url).ask("POST", `/api/invitations/${code}`, again)).status).toBe(201);
  });
});
