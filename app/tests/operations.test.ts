import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../tests/support/free-ports.ts";
import { migrate } from "../src/database/migrations.ts";
import { MIGRATIONS_FOLDER } from "../src/paths.ts";
import { Chat, createDatabase } from "./support/chat.ts";
import type { Line, Person } from "./support/person.ts";
import { runSql } from "./support/postgres.ts";
import { Child, until } from "./support/processes.ts";

const CLI = join(import.meta.dirname, "../src/cli.ts");

let chat: Chat;
let ann: Person;
let room: number;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "postgres" } });
  ann = await chat.firstRun();
  room = (await ann.state()).rooms[0]!.id;
});
afterAll(() => chat.stop());

describe("health", () => {
  test("answers as the deployment guide says", async () => {
    expect((await ann.ask("GET", "/health")).body).toEqual({
      status: "healthy",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect((await ann.ask("GET", "/health/ready")).body).toEqual({
      status: "ready",
      database: "connected",
      services: "operational",
    });
    expect((await ann.ask("GET", "/health/live")).body).toEqual({
      status: "alive",
      uptime: expect.stringMatching(/^\d+s$/),
      memory: expect.stringMatching(/^\d+MB$/),
    });
    expect((await ann.ask("GET", "/up")).status).toBe(200);
  });

  test("is unready while the schema is older than the program, ready when it is the same or newer", async () => {
    const url = await createDatabase();
    const replica = await chat.addReplica({ DATABASE_URL: url });
    const ready = async () => {
      const response = await fetch(`${replica.url}/health/ready`);
      return { status: response.status, body: (await response.json()) as { services: string } };
    };
    expect((await ready()).status).toBe(503);
    expect((await ready()).body.services).toContain("campfire migrate");
    const database = { url, maxConnections: 2, timeout: 10 };
    expect(await migrate(database, 1)).toHaveLength(1);
    expect((await ready()).status).toBe(503);
    const migrations = (await readdir(MIGRATIONS_FOLDER)).length;
    const both = await Promise.all([migrate(database), migrate(database)]);
    expect(both.map((applied) => applied.length).sort()).toEqual([0, migrations - 1]);
    expect((await ready()).status).toBe(200);

    await runSql(url, "insert into schema_version (version, name, md5, run_at) values (999, 'future', '', now())");
    const older = await chat.addReplica({ DATABASE_URL: url });
    expect((await fetch(`${older.url}/health/ready`)).status).toBe(200);
    expect(await migrate(database)).toEqual([]);
  });
});

describe("metrics", () => {
  test("count by route pattern and status class, whatever addresses, methods and codes clients make up", async () => {
    const size = async () =>
      ((await ann.ask<string>("GET", "/metrics")).body.match(/^campfire_(http|websocket)/gm) ?? []).length;
    const line = await ann.connect();
    await ann.say(room, "counted");
    await line.next("message");
    await ann.ask("GET", "/rooms/77/strange");
    await ann.ask("GET", `/api/rooms/${room}/messages`);
    line.socket.close(4999);
    await line.closed();
    await ann.ask("PATCH", "/nowhere");
    await ann.ask("GET", "/nowhere");
    await ann.ask("GET", "/api/rooms/999/messages");
    await size();
    const before = await size();
    for (let i = 0; i < 60; i++) {
      await ann.ask("GET", `/nowhere/${i}`);
      await ann.ask("PATCH", `/nowhere/${i}`);
      await ann.ask("GET", `/api/rooms/${i + 1000}/messages`);
      const other = await ann.connect();
      other.socket.close(4000 + i);
      await other.closed();
    }
    expect(await size()).toBe(before);
    const { body } = await ann.ask<string>("GET", "/metrics");
    expect(body).toMatch(
      /campfire_http_requests_total{method="POST",route="\/api\/rooms\/:roomId\/messages",status="2xx"} 1\n/,
    );
    expect(body).toMatch(/campfire_http_requests_total{method="GET",route="unmatched",status="4xx"} 6\d\n/);
    expect(body).toMatch(/campfire_messages_processed_total 1\n/);
    expect(body).toMatch(/campfire_deliveries_total 1\n/);
    expect(body).toMatch(/campfire_delivery_lag_seconds_count 1\n/);
    expect(body).toMatch(/campfire_database_statements_total{statement="messages.post"} 1\n/);
    expect(body).toMatch(/campfire_websocket_closes_total{code="other"} 61\n/);
    for (const name of body.match(/^campfire_\w+/gm) ?? []) expect(name).toMatch(/^campfire_[a-z0-9_]+$/);
    expect(body).not.toContain(ann.token);
  });
});

describe("the command", () => {
  const run = (args: string[], env: Record<string, string>) =>
    new Child(process.execPath, [CLI, ...args], { env: { PATH: process.env.PATH, ...env } });

  test("names every wrong setting and exits with 1", async () => {
    const child = run(["serve"], { CAMPFIRE_PORT: "x" });
    expect(await child.exit()).toBe(1);
    for (const name of ["PORT", "DATABASE_URL", "FILES_URL", "SECRET_KEY"])
      expect(child.output).toContain(`CAMPFIRE_${name}`);
    const lost = run(["fly"], {});
    expect(await lost.exit()).toBe(2);
    expect(lost.output).toContain("unknown_command");
  });

  test("says so when nothing can be written to the files folder, or the port is taken", async () => {
    const folder = run(["serve"], chat.env({ FILES_URL: `file://${import.meta.filename}/files` }));
    expect(await folder.exit()).toBe(1);
    expect(folder.output).toContain("CAMPFIRE_FILES_URL");
    const port = run(["serve"], chat.env({ PORT: new URL(chat.url).port }));
    expect(await port.exit()).toBe(1);
    expect(port.output).toContain("port_in_use");
  });

  test("says so when there is no database", async () => {
    const child = run(
      ["migrate"],
      chat.env({ DATABASE_URL: `postgres://campfire@127.0.0.1:${await freePort()}/none` }),
    );
    expect(await child.exit()).toBe(1);
    expect(child.output).toContain("database_unreachable");
  });

  test("finds what is wrong before a replica starts", async () => {
    const healthy = run(["doctor"], chat.env());
    await healthy.exit();
    for (const name of ["settings", "files", "database", "schema", "redis"])
      expect(healthy.output).toContain(`✓ ${name}`);
    const ill = run(["doctor"], {
      ...chat.env({ DATABASE_URL: await createDatabase(), REDIS_URL: `redis://127.0.0.1:${await freePort()}` }),
      CAMPFIRE_PROT: "1",
    });
    expect(await ill.exit()).toBe(1);
    expect(ill.output).toMatch(/✗ schema .*campfire migrate/);
    expect(ill.output).toMatch(/✗ redis .*ECONNREFUSED/);
    expect(ill.output).toMatch(/! settings .*CAMPFIRE_PROT/);
  });

  test("makes backups until it is told to stop", async () => {
    const folder = await mkdtemp(join(tmpdir(), "campfire-backups-"));
    const port = await freePort();
    const own = {
      PORT: String(port),
      LOG_LEVEL: "info",
      BACKUP_DIR: folder,
      BACKUP_KEY: "the key of the tests, which is long",
    };
    const child = run(["backups"], chat.env(own));
    await until("it made one", () => child.output.includes("it is right") || !child.running);
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
    await child.stop("SIGTERM");
    expect(child.process.exitCode).toBe(0);
    const restore = run(["restore", "newest"], chat.env(own));
    expect(await restore.exit()).toBe(1);
    expect(restore.output).toContain("restore_not_empty");
    await rm(folder, { recursive: true });
  });

  test("drains on SIGTERM: unready at once, clients sent elsewhere, nothing acknowledged lost, exit code 0", async () => {
    const port = await freePort();
    const child = run(["serve"], chat.env({ PORT: String(port), LOG_LEVEL: "info", CAMPFIRE_TRACE_REQUESTS: "true" }));
    const url = `http://127.0.0.1:${port}`;
    await until("it listens", () => child.output.includes("listening") || !child.running);
    const people = await Promise.all(Array.from({ length: 4 }, () => chat.member()));
    const lines: Line[] = [];
    for (const person of people) lines.push(await person.connect({}, url));
    let going = true;
    const writing = people.map(async (person) => {
      const line = lines[people.indexOf(person)]!;
      for (let i = 0; going; i++) {
        if (line.closeCode === undefined) {
          line.send({ type: "send", roomId: room, text: "private words", clientMessageId: `drain-${person.id}-${i}` });
        }
        await person.ask("GET", "/up");
      }
    });
    await until("messages flow", () => lines.every((line) => line.all("sent").length > 5));
    child.process.kill("SIGTERM");
    await until("it is unready", async () => (await fetch(`${url}/health/ready`)).status === 503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const told = await Promise.all(lines.map((line) => line.next("reconnect")));
    expect(told.every(({ afterMs }) => afterMs >= 0 && afterMs <= 5000)).toBe(true);
    expect(await Promise.all(lines.map((line) => line.closed()))).toEqual([1012, 1012, 1012, 1012]);
    going = false;
    await Promise.all(writing);
    expect(await child.exit()).toBe(0);

    const stored = await chat.sql<{ id: number }>("select id from messages where client_message_id like 'drain-%'");
    const ids = new Set(stored.map((row) => Number(row.id)));
    for (const line of lines) for (const { message } of line.all("sent")) expect(ids).toContain(message.id);
    expect(child.output).not.toContain("private words");
    expect(child.output).not.toContain(people[0]!.token);
  });
});
