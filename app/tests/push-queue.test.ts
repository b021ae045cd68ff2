import { mkdtemp, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { restoreDatabase } from "../src/backups/restore.ts";
import { openStore, runBackup } from "../src/backups/run.ts";
import { readBackupConfig } from "../src/config.ts";
import { Chat, createDatabase } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { runSql } from "./support/postgres.ts";
import { Child, until } from "./support/processes.ts";
import { listenerOf, nothingLeftToSend } from "./support/push-listener.ts";
import { type Browser, type Push, PushService } from "./support/push-service.ts";

const CLI = join(import.meta.dirname, "../src/cli.ts");
const taken: PushService["answer"] = (response) => response.writeHead(201).end();

let service: PushService;
let chat: Chat;
let ann: Person;
let room: number;
let lobby: number;

beforeAll(async () => {
  service = await PushService.start();
  chat = await Chat.start({ settings: { BUS: "postgres", PUSH_ALLOW_PRIVATE: "true" } });
  ann = await chat.firstRun();
  lobby = (await ann.state()).rooms[0]!.id;
});
beforeEach(async () => {
  service.answer = taken;
  room = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Ops" })).id;
});
afterEach(() => chat.sql("delete from push_subscriptions"));
afterAll(async () => {
  await chat.stop();
  await service.stop();
});

const listener = () => listenerOf(chat, service, room);

interface Waiting {
  attempts: number;
  seconds: number;
}
const waiting = () =>
  chat.sql<Waiting>(
    "select attempts, extract(epoch from due_at - now())::float8 as seconds from push_deliveries order by id",
  );
const settled = () => nothingLeftToSend(chat);
const subscriptions = () =>
  chat.sql<{ failures: number; succeeded: boolean }>(
    "select failures, last_success_at is not null as succeeded from push_subscriptions",
  );
/** Waits until so many tries in a row have failed, and what was tried waits for the next one: a statement each. */
const postponed = (failures: number) =>
  until(`try ${failures} failed`, async () => {
    const sql = `select from push_deliveries join push_subscriptions on push_subscriptions.id = subscription_id
      where failures = $1 and due_at = retry_at`;
    return (await chat.sql(sql, [failures])).length > 0;
  });
/** Instead of waiting for the next try, or for the lease of a replica that died. */
const due = () => chat.sql("update push_deliveries set due_at = now()");
/** The same, and the queue is looked at: after whatever is posted, not only now and then. */
const hurry = async () => {
  await due();
  await ann.say(lobby, "of no interest to those who are listening");
};

test("where nobody is to be told of anything, looking is one small statement", async () => {
  await settled();
  const counted = async (statement: string) => {
    const metrics = await (await fetch(`${chat.url}/metrics`)).text();
    return Number(new RegExp(`statements_total{statement="push.${statement}"} (\\d+)`).exec(metrics)?.[1] ?? 0);
  };
  const looked = await counted("due");
  const [fannedOut, took] = [await counted("fanOut"), await counted("take")];
  for (const text of ["one", "two"]) {
    await ann.say(room, text);
    const before = await counted("due");
    await until("it looked", async () => (await counted("due")) > before);
  }
  expect(await counted("due")).toBeGreaterThan(looked);
  expect([await counted("fanOut"), await counted("take")]).toEqual([fannedOut, took]);
});

describe("what a push service answers", () => {
  test.each([200, 201, 202, 204])("%i is a success, and is noted", async (status) => {
    service.answer = (response) => response.writeHead(status).end();
    const browser = await listener();
    await browser.about((await ann.say(room, "hello")).id);
    await settled();
    expect(await subscriptions()).toEqual([{ failures: 0, succeeded: true }]);
  });

  test.each([404, 410])("%i ends the subscription and all that waited for it", async (status) => {
    service.answer = (response) => response.writeHead(status).end();
    const browser = await listener();
    await ann.say(room, "hello");
    await until("it is gone", async () => (await subscriptions()).length === 0);
    await settled();
    expect(browser.heard).toHaveLength(1);
  });

  test.each([400, 403, 413, 302])("%i drops the notification, not the subscription", async (status) => {
    service.answer = (response) => response.writeHead(status, { location: "https://127.0.0.1:1/" }).end();
    const browser = await listener();
    await browser.about((await ann.say(room, "hello")).id);
    await settled();
    expect(await subscriptions()).toEqual([{ failures: 1, succeeded: false }]);
    expect(browser.heard).toHaveLength(1);
  });

  test("5xx has it sent again later, and what else is for the same browser waits too", async () => {
    service.answer = (response) => response.writeHead(503).end();
    const browser = await listener();
    const first = await ann.say(room, "one");
    await browser.about(first.id);
    await postponed(1);
    // The next try would come after five seconds, which a busy machine may need for what follows.
    await chat.sql("update push_deliveries set due_at = due_at + interval '1 hour'");
    await chat.sql("update push_subscriptions set retry_at = retry_at + interval '1 hour'");
    const second = await ann.say(room, "two");
    await until("the second waits", async () => (await waiting()).length === 2);
    expect(browser.paths).toEqual([`/rooms/${room}/@${first.id}`]);
    expect((await waiting()).map(({ attempts }) => attempts)).toEqual([1, 0]);
    service.answer = taken;
    await hurry();
    await browser.about(second.id);
    await settled();
    expect(browser.heard).toHaveLength(3);
    expect(await subscriptions()).toEqual([{ failures: 0, succeeded: true }]);
  });

  test("429 is obeyed when it names a time", async () => {
    service.answer = (response) => response.writeHead(429, { "retry-after": "600" }).end();
    const browser = await listener();
    await browser.about((await ann.say(room, "hello")).id);
    await postponed(1);
    const [{ seconds }] = (await waiting()) as [Waiting];
    expect(seconds).toBeGreaterThan(500);
    expect(seconds).toBeLessThanOrEqual(600);
  });

  test("one that fails again and again waits longer each time, and is given up after five tries", async () => {
    // Each try waits for its answer until this test has looked at the one before.
    const tries: ServerResponse[] = [];
    service.answer = (response) => tries.push(response);
    const browser = await listener();
    await ann.say(room, "hello");
    const waits: number[] = [];
    for (let count = 1; count <= 5; count++) {
      await until(`try ${count} is under way`, () => tries.length === count);
      tries.at(-1)!.writeHead(500).end();
      if (count === 5) break;
      await postponed(count);
      waits.push((await waiting())[0]!.seconds);
      await hurry();
    }
    await settled();
    expect(browser.heard).toHaveLength(5);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[3]! / waits[0]!).toBeGreaterThan(50);
  });

  test("nothing at all is no reason to lose it", async () => {
    service.answer = (response) => response.destroy();
    const browser = await listener();
    const { id } = await ann.say(room, "hello");
    await postponed(1);
    service.answer = taken;
    await hurry();
    await settled();
    expect(browser.paths).toEqual([id, id].map((one) => `/rooms/${room}/@${one}`));
  });

  test("a browser that takes nothing for a day is forgotten", async () => {
    service.answer = (response) => response.writeHead(500).end();
    await listener();
    await chat.sql("update push_subscriptions set failures = 49");
    await ann.say(room, "hello");
    await until("it is gone", async () => (await subscriptions()).length === 0);
  });
});

describe("the queue", () => {
  test("tells of itself in a few series, whatever browsers and push services there are", async () => {
    const series = async () => {
      const { body } = await ann.ask<string>("GET", "/metrics");
      return body.split("\n").filter((line) => line.startsWith("campfire_push_"));
    };
    service.answer = (response, browser) => response.writeHead(browser.id % 2 ? 201 : 410).end();
    for (let n = 0; n < 4; n++) await listener();
    await ann.say(room, "hello");
    await settled();
    await until("the queue was looked at", async () => (await series()).length === 9);
    const found = await series();
    expect(found.map((line) => line.replace(/ [^ ]+$/, "")).sort()).toEqual([
      ...["failed", "gone", "outdated", "postponed", "refused", "sent"].map(
        (outcome) => `campfire_push_deliveries_total{outcome="${outcome}"}`,
      ),
      "campfire_push_overdue_seconds",
      'campfire_push_waiting{state="messages"}',
      'campfire_push_waiting{state="notifications"}',
    ]);
    const counted = found.filter((line) => /"(sent|gone)"/.test(line)).map((line) => Number(line.split(" ")[1]));
    for (const count of counted) expect(count).toBeGreaterThanOrEqual(2);
  });

  test("doesn't grow where push is turned off", async () => {
    await listener();
    const others = chat.replicas.splice(0);
    await Promise.all(others.map((replica) => replica.stop()));
    const off = await chat.addReplica({ PUSH_ENABLED: "false" });
    ann.url = off.url;
    await ann.say(room, "hello");
    await settled();
    await chat.addReplica();
    chat.replicas.splice(0, 1);
    await off.stop();
    ann.url = chat.url;
  });
});

describe("a restored backup", () => {
  test("sends what waited, and nothing else a second time", async () => {
    const folder = await mkdtemp(join(tmpdir(), "campfire-backups-"));
    const own = { CAMPFIRE_BACKUP_DIR: folder, CAMPFIRE_BACKUP_KEY: "the key of the tests, which is long" };
    const config = readBackupConfig({ ...chat.env(), ...own });
    const browser = await listener();
    await browser.about((await ann.say(room, "heard")).id);
    await settled();
    await chat.sql("update push_subscriptions set retry_at = now() + interval '1 hour'");
    await ann.say(room, "waits");
    await until("it waits", async () => (await waiting()).length === 1);
    const store = await openStore(config);
    const { manifest } = await runBackup(config, store);
    // In the worst order: what messages were noted as is there before they are.
    const tables = manifest.tables.toSorted((a, b) => Number(a.name === "messages") - Number(b.name === "messages"));
    const url = await createDatabase();
    await restoreDatabase({ ...config.database, url }, { ...manifest, tables }, store);
    const queue = (of: string) =>
      runSql(of, "select message_id, null from push_messages union all select message_id, id from push_deliveries");
    expect(await queue(url)).toEqual(await queue(chat.databaseUrl));
    const armed = "select tgenabled from pg_trigger where tgname = 'messages_note_pushes'";
    expect(await runSql(url, armed)).toEqual([{ tgenabled: "O" }]);
    await rm(folder, { recursive: true });
  });
});

describe("several replicas", () => {
  test("send each notification once", async () => {
    const second = await chat.addReplica();
    const browsers = [await listener(), await listener(), await listener()];
    const ids: number[] = [];
    const other = Object.assign(Object.create(Object.getPrototypeOf(ann)), ann, { url: second.url }) as Person;
    for (let n = 0; n < 30; n++) ids.push((await (n % 2 ? other : ann).say(room, `message ${n}`, `both-${n}`)).id);
    const expected = ids.map((id) => `/rooms/${room}/@${id}`);
    for (const browser of browsers) for (const id of ids) await browser.about(id);
    await settled();
    for (const browser of browsers) expect([...browser.paths].sort()).toEqual([...expected].sort());
  });

  test("lose nothing that one was sending when it was killed", async () => {
    const browsers = await Promise.all([listener(), listener()]);
    const others = chat.replicas.splice(0);
    await Promise.all(others.map((replica) => replica.stop()));
    const env = { ...chat.env({ PORT: "0", LOG_LEVEL: "info" }), NODE_EXTRA_CA_CERTS: service.authorityFile };
    const child = new Child(process.execPath, [CLI, "serve"], { env: { PATH: process.env.PATH, ...env } });
    await until("it listens", () => /"url":"([^"]+)"/.test(child.output));
    ann.url = /"url":"([^"]+)"/.exec(child.output)![1]!;
    // It takes what it is given and never says so.
    let begun = 0;
    service.answer = () => {
      begun++;
    };
    const ids: number[] = [];
    for (let n = 0; n < 25; n++) ids.push((await ann.say(room, `message ${n}`)).id);
    await until("it is in the midst of it", () => begun >= 2 * browsers.length);
    await child.stop("SIGKILL");
    expect(child.output).not.toContain("message 1");

    const acknowledged: [Browser, Push][] = [];
    service.answer = (response, browser, push) => {
      acknowledged.push([browser, push]);
      response.writeHead(201).end();
    };
    await due();
    await chat.addReplica();
    ann.url = chat.url;
    await settled();
    for (const browser of browsers) {
      const paths = acknowledged.filter(([one]) => one === browser).map(([, { notification }]) => notification.path);
      expect(paths.sort()).toEqual(ids.map((id) => `/rooms/${room}/@${id}`).sort());
    }
  });
});
