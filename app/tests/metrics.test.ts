import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Metrics } from "../src/metrics/metrics.ts";
import { Reading } from "../src/metrics/reading.ts";
import { parseInfo } from "../src/metrics/redis-info.ts";
import { Chat } from "./support/chat.ts";
import type { Line, Person } from "./support/person.ts";
import { until } from "./support/processes.ts";

const sampleOf = async (metrics: Metrics, name: string, labels: Record<string, string>) => {
  const { values } = (await metrics.registry.getSingleMetric(name)!.get()) as {
    values: { labels: Record<string, string>; value: number }[];
  };
  return values.find((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))?.value;
};

describe("what the objectives are measured by", () => {
  test("counts what failed through our own fault, and nothing else, as bad", async () => {
    const metrics = new Metrics("0", "app-1");
    const events = async () => [
      await sampleOf(metrics, "campfire_slo_events_total", { outcome: "good" }),
      await sampleOf(metrics, "campfire_slo_events_total", { outcome: "bad" }),
    ];
    expect(await events()).toEqual([0, 0]);
    for (const status of [200, 304, 404, 422]) metrics.httpAnswered("GET", "/", status, 0.01);
    for (const outcome of ["sent", "rate_limited", "invalid"] as const) metrics.messageEnded(outcome);
    expect(await events()).toEqual([7, 0]);
    for (const status of [500, 503]) metrics.httpAnswered("GET", "/", status, 0.01);
    for (const outcome of ["unavailable", "internal"] as const) metrics.messageEnded(outcome);
    expect(await events()).toEqual([7, 4]);
  });
});

describe("a reading", () => {
  test("is what was last found, is not repeated too soon, and is nothing after a failure", async () => {
    let looks = 0;
    let fails = false;
    const look = async () => {
      looks++;
      if (fails) throw new Error("away");
      return looks;
    };
    const lasting = new Reading(look, 3_600_000);
    expect(lasting.value).toBeUndefined();
    await until("it was found", () => lasting.value === 1);
    expect([lasting.value, looks]).toEqual([1, 1]);

    const fresh = new Reading(look, 0);
    await until("it is found again and again", () => (fresh.value ?? 0) > 3);
    fails = true;
    await until("it is no longer known", () => fresh.value === undefined);
  });
});

test("Redis' INFO gives its numbers by name, and nothing for what is none", () => {
  const of = parseInfo("# Memory\r\nused_memory:1024\r\nused_memory_human:1.00K\r\nmaxmemory:0\r\n\r\n# Stats\r\n");
  expect(["used_memory", "maxmemory", "used_memory_human", "evicted_keys"].map(of)).toEqual([
    1024,
    0,
    undefined,
    undefined,
  ]);
});

describe("a replica with a thousand rooms and a thousand connections", () => {
  const many = 1000;
  let chat: Chat;
  let ann: Person;
  const lines: Line[] = [];
  let idle = 0;
  const scrape = () => processorMs(() => chat.replicas[0]!.metrics.registry.metrics());

  beforeAll(async () => {
    chat = await Chat.start({ settings: { BUS: "memory" } });
    ann = await chat.firstRun();
    await chat.sql("insert into rooms (type, name) select 'closed', 'Room ' || n from generate_series(1, $1) as n", [
      many,
    ]);
    await until("it knows of the rooms", async () =>
      (await ann.ask<string>("GET", "/metrics")).body.includes(`campfire_rooms{type="closed"} ${many}`),
    );
    idle = await scrape();
    while (lines.length < many) lines.push(...(await Promise.all(Array.from({ length: 50 }, () => ann.connect()))));
  });
  afterAll(async () => {
    for (const line of lines) line.socket.terminate();
    await chat?.stop();
  });

  test("tells of them all within 60 kB, and in not much more time than with nobody there", async () => {
    const metrics = async () => (await ann.ask<string>("GET", "/metrics")).body;
    let text = await metrics();
    const known = [
      `campfire_rooms{type="closed"} ${many}`,
      "campfire_ready 1",
      "campfire_users 1",
      'campfire_schema_version{of="database"} ',
    ];
    await until("it knows of the whole stack", async () => {
      text = await metrics();
      return known.every((one) => text.includes(one));
    });
    expect(text).toContain(`campfire_websocket_connections_active ${many}\n`);
    expect(text).toMatch(/campfire_database_size_bytes \d{6,}/);
    expect(text).toMatch(/campfire_files_free_bytes \d+/);
    // What isn't there is left out.
    expect(text).not.toMatch(/campfire_(redis|certificate)_\w+ /);
    expect(text).not.toMatch(/route="\/health/);
    expect(Buffer.byteLength(text)).toBeLessThan(60_000);

    // Beside what it took when there was nobody: a busy or slow machine stretches both. It grows by what the system counts one by one, the
    // open files and handles; with a series for each room or connection it would be hundreds of times as much.
    expect((await scrape()) / idle).toBeLessThan(15);
  });
});

/** Milliseconds of this process' processor that `work` takes, as the least of several tries: the others met something else. */
async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const tries: number[] = [];
  for (let i = 0; i < 30; i++) {
    const before = process.cpuUsage();
    for (let times = 0; times < 3; times++) await work();
    const { user, system } = process.cpuUsage(before);
    tries.push((user + system) / 3000);
  }
  return Math.min(...tries);
}
