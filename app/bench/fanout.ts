import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../src/database/database.ts";
import { migrate } from "../src/database/migrations.ts";
import { createLog } from "../src/log.ts";
import { Sessions } from "../src/sessions/sessions.ts";
import { Postgres, runSql } from "../tests/support/postgres.ts";
import { Child, until } from "../tests/support/processes.ts";
import { Crowd, type Seat } from "./crowd.ts";

// Deliveries per CPU-second of this server (not counting PostgreSQL, which stores every message) and of a bare `ws`
// server that stores nothing, in one run: the ratio holds where absolute figures drift. Void when a message is missing, doubled or out of order for anybody.
// Usage: node bench/fanout.ts (after npm run build)

const SECRET = randomBytes(32).toString("hex");
const SCENARIOS = [
  { name: "1 room of 1,000", rooms: 1, people: 1000, perRoom: 400, inFlight: 20 },
  { name: "20 rooms of 50", rooms: 20, people: 50, perRoom: 300, inFlight: 200 },
  { name: "1 room of 1,000, one at a time", rooms: 1, people: 1000, perRoom: 100, inFlight: 1 },
];

interface Result {
  perCpuSecond: number;
  perSecond: number;
}

async function measure(
  scenario: (typeof SCENARIOS)[number],
  seats: Seat[],
  cpuSeconds: () => Promise<number>,
): Promise<Result> {
  const crowd = await Crowd.seat(seats);
  await until("the server is idle", async () => {
    const before = await cpuSeconds();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return (await cpuSeconds()) - before < 0.03;
  });
  const before = await cpuSeconds();
  const { deliveries, seconds } = await crowd.run(scenario.perRoom, scenario.inFlight);
  const cpu = (await cpuSeconds()) - before;
  crowd.leave();
  return { perCpuSecond: deliveries / cpu, perSecond: deliveries / seconds };
}

async function listening(child: Child, pattern: RegExp): Promise<string> {
  await until("the server listens", () => pattern.test(child.output) || !child.running);
  const url = pattern.exec(child.output)?.[1];
  if (!url) throw new Error(child.output);
  return url;
}

async function ofRawServer(scenario: (typeof SCENARIOS)[number]): Promise<Result> {
  const child = new Child(process.execPath, [join(import.meta.dirname, "raw-server.ts")]);
  try {
    const url = await listening(child, /listening (\S+)/);
    const cpu = async () => Number(await (await fetch(url)).text()) / 1e6;
    const seats = Array.from({ length: scenario.rooms * scenario.people }, (_, i) => ({
      url,
      cookie: "",
      roomId: (i % scenario.rooms) + 1,
    }));
    return await measure(scenario, seats, cpu);
  } finally {
    await child.stop("SIGKILL");
  }
}

async function ofThisServer(scenario: (typeof SCENARIOS)[number], postgres: Postgres): Promise<Result> {
  const name = `bench_${randomBytes(4).toString("hex")}`;
  await runSql(postgres.url("postgres"), `create database ${name}`);
  const files = await mkdtemp(join(tmpdir(), "campfire-bench-"));
  await migrate({ url: postgres.url(name), maxConnections: 2, timeout: 30 });
  const env = {
    PATH: process.env.PATH,
    CAMPFIRE_PORT: "0",
    CAMPFIRE_DATABASE_URL: postgres.url(name),
    CAMPFIRE_FILES_URL: `file://${files}`,
    CAMPFIRE_SECRET_KEY: SECRET,
  };
  const child = new Child(process.execPath, [join(import.meta.dirname, "../dist/server/campfire.js"), "serve"], {
    env,
  });
  try {
    const url = await listening(child, /"url":"([^"]+)"/);
    const cpu = async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return Number(/^campfire_process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
    };
    return await measure(scenario, await seatPeople(scenario, postgres.url(name), url), cpu);
  } finally {
    await child.stop("SIGKILL");
    await rm(files, { recursive: true });
  }
}

/** People, closed rooms and sessions, made past the HTTP interface and its limits. */
async function seatPeople(
  { rooms, people }: (typeof SCENARIOS)[number],
  databaseUrl: string,
  url: string,
): Promise<Seat[]> {
  const log = await createLog({ level: "silent", format: "json" });
  const database = new Database({ url: databaseUrl, maxConnections: 4, timeout: 30 }, log);
  const sessions = new Sessions(database, null, { secretKey: SECRET, sessionHours: 1 });
  await runSql(
    databaseUrl,
    "insert into rooms (type, name) select 'closed', 'Room ' || n from generate_series(1, $1::int) n",
    [rooms],
  );
  await runSql(databaseUrl, "insert into users (name) select 'Person ' || n from generate_series(1, $1::int) n", [
    rooms * people,
  ]);
  await runSql(databaseUrl, "insert into memberships (room_id, user_id) select (id - 1) % $1::int + 1, id from users", [
    rooms,
  ]);
  const seats: Seat[] = [];
  for (let id = 1; id <= rooms * people; id++) {
    const token = await sessions.start(id, { address: "127.0.0.1", userAgent: null });
    seats.push({ url, cookie: `session=${token}`, roomId: ((id - 1) % rooms) + 1 });
  }
  await database.close();
  return seats;
}

const postgres = await Postgres.start();
try {
  const figure = (value: number) => Math.round(value).toLocaleString("en").padStart(9);
  for (const scenario of SCENARIOS) {
    const raw = await ofRawServer(scenario);
    const own = await ofThisServer(scenario, postgres);
    const ratio = (own.perCpuSecond / raw.perCpuSecond).toFixed(2);
    const detail = `campfire ${figure(own.perCpuSecond)}, ws ${figure(raw.perCpuSecond)} deliveries/CPU-s`;
    const wall = `${figure(own.perSecond)} and ${figure(raw.perSecond)} deliveries/s`;
    process.stdout.write(`${scenario.name.padEnd(32)} ${ratio} × ws   (${detail}; ${wall})\n`);
  }
} finally {
  await postgres.stop();
}
