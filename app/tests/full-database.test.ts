import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database } from "../src/database/database.ts";
import { createLog } from "../src/log.ts";
import { Chat } from "./support/chat.ts";
import type { Line, Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { ReplicaProcess } from "./support/replica-process.ts";

let chat: Chat;
let replica: ReplicaProcess;
let ann: Person;
let line: Line;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ replicas: 1 });
  ann = await chat.firstRun();
  replica = await ReplicaProcess.start(chat, { LOG_LEVEL: "info" });
  ann.url = replica.url;
  room = (await ann.state()).rooms[0]!.id;
  line = await ann.connect({ [room]: 0 });
});
afterAll(async () => {
  await replica?.child.stop("SIGKILL");
  await chat?.stop();
});

/** From now on the table takes nothing, as when its disk is full; `tries` counts who tried, also in what is undone. */
async function fill(): Promise<void> {
  await chat.sql("create sequence tries");
  await chat.sql(`create function fail() returns trigger language plpgsql as $$ begin
    perform nextval('tries');
    raise exception 'could not extend file "base/5/1": No space left on device' using errcode = '53100';
  end $$`);
  await chat.sql("create trigger full_disk before insert on messages for each statement execute function fail()");
}

const report = async () => (await ann.ask<{ services: string }>("GET", "/health/ready")).body.services;
const logged = () =>
  replica.child.output
    .split("\n")
    .filter((text) => text.startsWith("{") && text.endsWith("}"))
    .map((text) => JSON.parse(text) as { level: number; msg: string; err?: { code: string } });

describe("a database that is full", () => {
  const count = 100;
  const send = (n: number) => line.send({ type: "send", roomId: room, text: `m${n}`, clientMessageId: `full-${n}` });

  test("has senders try again later, of a whole batch at once, and says so in one line of the log", async () => {
    await fill();
    for (let n = 0; n < count; n++) send(n);
    for (let n = 0; n < count; n++) {
      const refused = await line.next("refused", ({ clientMessageId }) => clientMessageId === `full-${n}`);
      expect(refused).toMatchObject({ code: "unavailable", message: expect.stringContaining("disk is full") });
    }
    const [{ tries }] = (await chat.sql<{ tries: number }>("select last_value::int as tries from tries")) as [
      { tries: number },
    ];
    // A batch goes at once, and what came meanwhile in the next one.
    expect(tries).toBeLessThan(count / 2);
    const answer = await ann.ask("POST", `/api/rooms/${room}/messages`, { text: "m", clientMessageId: "over-http" });
    expect(answer).toMatchObject({ status: 503, body: { error: { code: "unavailable" } } });
    const lines = () => logged().filter(({ msg }) => msg.includes("can't be stored"));
    await until("it is logged", () => lines().length > 0);
    expect(lines()).toMatchObject([{ level: 50, err: { code: "53100" } }]);
    expect(logged().filter(({ msg }) => msg.includes("unexpectedly"))).toEqual([]);
  });

  test("leaves the replica ready, since people can read, and its report says what is wrong", async () => {
    expect((await ann.ask("GET", "/health/ready")).status).toBe(200);
    expect(await report()).toBe("the database takes no messages: its disk is full");
    expect((await ann.ask("GET", `/api/rooms/${room}/messages?limit=40`)).status).toBe(200);
  });

  test("takes every message once there is room again, without a restart", async () => {
    await chat.sql("drop trigger full_disk on messages");
    for (let n = 0; n < count; n++) send(n);
    await until("all came", () => line.numbers(room).length >= count);
    expect(line.numbers(room)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
    expect(await report()).toBe("operational");
    const again = () => logged().filter(({ msg }) => msg === "messages are stored again").length;
    await until("it is logged", () => again() > 0);
    expect(again()).toBe(1);
  });
});

test("a connection to a server that has become a standby is given up, also after a transaction", async () => {
  const config = { url: chat.databaseUrl, maxConnections: 1, timeout: 10 };
  const database = new Database(config, await createLog({ level: "silent", format: "json" }));
  try {
    await database.query("set", "set default_transaction_read_only = on");
    const write = () => database.transaction((queries) => queries.query("write", "create table written (n int)"));
    await expect(write()).rejects.toMatchObject({ code: "25006" });
    await write();
  } finally {
    await database.close();
  }
});
