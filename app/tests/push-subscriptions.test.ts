import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PushState } from "../src/protocol/push.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { PushService } from "./support/push-service.ts";

let service: PushService;
let chat: Chat;
let ann: Person;

beforeAll(async () => {
  service = await PushService.start();
  chat = await Chat.start({ settings: { BUS: "memory", PUSH_ALLOW_PRIVATE: "true" } });
  ann = await chat.firstRun();
});
afterEach(async () => {
  service.answer = (response) => response.writeHead(201).end();
  await chat.sql("delete from push_subscriptions");
});
afterAll(async () => {
  await chat.stop();
  await service.stop();
});

const state = (person: Person) => person.ok<PushState>("GET", "/api/push");
const count = async () => (await chat.sql("select from push_subscriptions")).length;

describe("a subscription", () => {
  test("is listed to its owner, told apart by session, and ended", async () => {
    const bob = await chat.member();
    const { id } = await service.subscribe(bob);
    const { subscriptions } = await state(bob);
    expect(subscriptions).toEqual([
      { id, userAgent: "node", createdAt: expect.stringMatching(/Z$/), lastSuccessAt: null, current: true },
    ]);
    expect((await state(ann)).subscriptions).toEqual([]);
    await bob.ok("DELETE", `/api/push/subscriptions/${id}`);
    expect((await state(bob)).subscriptions).toEqual([]);
  });

  test("that is given again is the same, and of this session", async () => {
    const bob = await chat.member();
    const browser = await service.subscribe(bob);
    const again = await bob.ok<{ id: number }>("POST", "/api/push/subscriptions", browser.subscription);
    expect(again.id).toBe(browser.id);
    expect(await count()).toBe(1);
  });

  test("goes with the browser to whoever signs in there, and to nobody who knows its address alone", async () => {
    const [bob, eve] = [await chat.member(), await chat.member()];
    const { subscription } = await service.subscribe(bob);
    const stolen = { ...service.browser(subscription.serverKey).subscription, endpoint: subscription.endpoint };
    expect((await eve.ask("POST", "/api/push/subscriptions", stolen)).status).toBe(409);
    expect((await state(bob)).subscriptions).toHaveLength(1);
    await eve.ok("POST", "/api/push/subscriptions", subscription);
    expect((await state(bob)).subscriptions).toEqual([]);
    expect((await state(eve)).subscriptions).toHaveLength(1);
  });

  test("of an eleventh browser takes the place of the one that was heard of longest ago", async () => {
    const bob = await chat.member();
    const made = [];
    for (let n = 0; n < 11; n++) made.push((await service.subscribe(bob)).id);
    expect((await state(bob)).subscriptions.map(({ id }) => id)).toEqual(made.slice(1).reverse());
  });

  test.each<[string, (person: Person) => Promise<unknown>]>([
    ["signing out", (person) => person.ok("DELETE", "/api/session")],
    [
      "ending the session elsewhere",
      async (person) => {
        const { sessions } = await person.ok<{ sessions: { id: number }[] }>("GET", "/api/sessions");
        await person.ok("DELETE", `/api/sessions/${sessions[0]!.id}`);
      },
    ],
    ["a ban", (person) => ann.ok("POST", `/api/users/${person.id}/ban`)],
    ["deactivation", (person) => ann.ok("DELETE", `/api/users/${person.id}`)],
  ])("ends with %s", async (_what, end) => {
    const bob = await chat.member();
    await service.subscribe(bob);
    await end(bob);
    expect(await count()).toBe(0);
    await chat.sql("delete from blocked_addresses");
  });
});

describe("a subscription is refused", () => {
  const attempt = async (news: object, to = chat.url): Promise<number> => {
    const { subscription } = service.browser((await state(ann)).publicKey!);
    const { url } = ann;
    ann.url = to;
    const { status } = await ann.ask("POST", "/api/push/subscriptions", { ...subscription, ...news });
    ann.url = url;
    return status;
  };

  test.each([
    "http://push.example.com/1",
    "https://user:password@push.example.com/1",
    "file:///etc/passwd",
    "https://push.example.com/a b",
    "https://push.example.com/\u0000",
    `https://push.example.com/${"x".repeat(2000)}`,
    "",
  ])("with the address %j", async (endpoint) => expect(await attempt({ endpoint })).toBe(422));

  test.each([
    "https://127.0.0.1/1",
    "https://2130706433/1",
    "https://[::1]/1",
    "https://[::ffff:10.0.0.1]/1",
    "https://169.254.169.254/latest",
    "https://localhost/1",
  ])("with the private address %s, unless those are allowed", async (endpoint) => {
    const strict = chat.replicas[1] ?? (await chat.addReplica({ PUSH_ALLOW_PRIVATE: "false" }));
    expect(await attempt({ endpoint }, strict.url)).toBe(422);
    expect(await attempt({ endpoint })).toBe(201);
  });

  test.each([
    ["no point of the curve", { p256dh: "A".repeat(87), auth: "A".repeat(22) }],
    ["too short", { p256dh: "BA", auth: "AA" }],
    ["missing", {}],
    ["not text", { p256dh: 1, auth: {} }],
  ])("with keys that are %s", async (_what, keys) => expect(await attempt({ keys })).toBe(422));

  test("when it was made with another key", async () => {
    const { subscription } = service.browser("");
    expect(await attempt({ serverKey: subscription.keys.p256dh })).toBe(409);
  });

  test("from another site, and when it is no JSON in UTF-8 or too large", async () => {
    const { subscription } = service.browser((await state(ann)).publicKey!);
    const post = (body: unknown, headers = {}) => ann.ask("POST", "/api/push/subscriptions", body, headers);
    expect((await post(subscription, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post(Buffer.from([0x7b, 0xff, 0xfe]))).status).toBe(422);
    expect((await post("{")).status).toBe(422);
    expect((await post({ ...subscription, more: "x".repeat(200_000) })).status).toBe(413);
    expect(await count()).toBe(0);
  });

  test("where push is turned off", async () => {
    const off = await chat.addReplica({ PUSH_ENABLED: "false" });
    const answer = await fetch(`${off.url}/api/push`, { headers: { cookie: ann.cookie } });
    expect(await answer.json()).toEqual({ publicKey: null, subscriptions: [] });
    expect(await attempt({}, off.url)).toBe(404);
  });
});

describe("a test notification", () => {
  const send = async (person: Person, id: number) =>
    (await person.ask("POST", `/api/push/subscriptions/${id}/test`)).status;

  test("comes at once, also to who is looking", async () => {
    const browser = await service.subscribe(ann);
    expect(await send(ann, browser.id)).toBe(204);
    expect(browser.heard[0]!.notification).toMatchObject({ title: "Acme", path: "/", roomId: null, badge: 0 });
    expect(browser.heard[0]!.headers.topic).toBeUndefined();
  });

  test.each([
    [410, 409, 0],
    [403, 409, 1],
    [500, 503, 1],
  ])("that is answered with %i is told as %i", async (answered, told, left) => {
    service.answer = (response) => response.writeHead(answered).end("private words of the push service");
    const bob = await chat.member();
    const { id } = await service.subscribe(bob);
    const answer = await bob.ask("POST", `/api/push/subscriptions/${id}/test`);
    expect(answer.status).toBe(told);
    expect(JSON.stringify(answer.body)).not.toContain("private words");
    expect(await count()).toBe(left);
  });

  test("reaches no private address, by name either, and is sent ten times in three minutes at most", async () => {
    const strict = await chat.addReplica({ PUSH_ALLOW_PRIVATE: "false" });
    const bob = await chat.member();
    const browser = await service.subscribe(bob);
    await chat.sql("update push_subscriptions set endpoint = replace(endpoint, '127.0.0.1', 'localhost')");
    bob.url = strict.url;
    expect(await send(bob, browser.id)).toBe(409);
    expect(browser.heard).toEqual([]);
    bob.url = chat.url;
    const { id } = await service.subscribe(bob);
    const answers = [];
    for (let n = 0; n < 10; n++) answers.push(await send(bob, id));
    expect(answers).toEqual([...Array(9).fill(204), 429]);
  });
});
