import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { Database } from "../src/database/database.ts";
import { migrate } from "../src/database/migrations.ts";
import { createLog } from "../src/log.ts";
import { Presence } from "../src/presence/presence.ts";
import {
  createPresenceStore,
  type PresenceStore,
  type RoomPresenceStore,
  type View,
} from "../src/presence/presence-store.ts";
import { RoomPresence } from "../src/presence/room-presence.ts";
import type { Realtime } from "../src/realtime/realtime.ts";
import { createRedis } from "../src/redis.ts";
import { createDatabase } from "./support/chat.ts";
import { until } from "./support/processes.ts";
import { hasRedis, Redis } from "./support/redis.ts";

const STORES = ["PostgreSQL", ...(hasRedis ? ["Redis"] : [])];
const log = await createLog({ level: "silent", format: "json" });

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

async function withStore(
  kind: string,
  use: (
    store: PresenceStore & RoomPresenceStore,
    redis: ReturnType<typeof createRedis> | null,
    database: Database,
  ) => Promise<void>,
): Promise<void> {
  const url = await createDatabase(inject("postgresUrl"));
  await migrate({ url, maxConnections: 2, timeout: 10 });
  const database = new Database({ url, maxConnections: 2, timeout: 10 }, log);
  const server = kind === "Redis" ? await Redis.start() : null;
  const redis = server ? createRedis({ redisUrl: server.url, secretKey: "secret" }, "test", log) : null;
  try {
    if (redis) await until("Redis is ready", () => redis.status === "ready");
    await use(createPresenceStore(database, redis), redis, database);
  } finally {
    redis?.disconnect();
    await server?.stop();
    await database.close();
  }
}

function replica(store: PresenceStore): { presence: Presence; told: string[] } {
  const told: string[] = [];
  const realtime = {
    presenceChanged: (userId: number, online: boolean) => told.push(`${userId} ${online ? "on" : "off"}`),
  } as unknown as Realtime;
  return { presence: new Presence(store, realtime, log), told };
}

test.each(STORES)("somebody is online on every replica until 60 s after being seen on any, kept in %s", (kind) =>
  withStore(kind, async (store) => {
    const [here, there] = [replica(store), replica(store)];
    here.presence.seen(1);
    expect(here.presence.online()).toEqual([1]);
    await until("it is stored that they came", () => here.told.length === 1);
    await here.presence.sweep();
    await there.presence.sweep();
    expect(there.presence.online()).toEqual([1]);

    vi.setSystemTime(Date.now() + 50_000);
    there.presence.seen(1);
    await there.presence.sweep();
    vi.setSystemTime(Date.now() + 50_000);
    for (const { presence } of [here, there]) await presence.sweep();
    expect([here.presence.online(), there.presence.online()]).toEqual([[1], [1]]);

    vi.setSystemTime(Date.now() + 11_000);
    for (const { presence } of [here, there]) await presence.sweep();
    expect([here.presence.online(), there.presence.online()]).toEqual([[], []]);
    expect(here.told).toEqual(["1 on", "1 off"]);
    expect(there.told).toEqual(["1 on", "1 off"]);
  }),
);

test("PostgreSQL writes nothing for who is told again and was not seen since", () =>
  withStore("PostgreSQL", async (store, _redis, database) => {
    const viewer = { userId: 1, roomId: 2 };
    const tell = async (at: number) => {
      await store.touch(new Map([[1, at]]));
      await store.note("00000000-0000-4000-8000-000000000000", [[viewer, at]]);
      const versions = "select xmin::text from presence union all select xmin::text from room_presence";
      return database.query<{ xmin: string }>("test.versions", versions, []);
    };
    const now = Date.now();
    const first = await tell(now);
    expect(first).toHaveLength(2);
    expect(await tell(now)).toEqual(first);
    expect(await tell(now - 1)).toEqual(first);
    expect(await tell(now + 1)).not.toEqual(first);
    expect(await store.since(now + 1)).toEqual([1]);
    expect(await store.viewsSince(now + 1)).toEqual([viewer]);
  }));

test.skipIf(!hasRedis)("a Redis that is full loses nobody, and keeps nobody online who left", () =>
  withStore("Redis", async (store, redis) => {
    const [here, there] = [replica(store), replica(store)];
    here.presence.seen(1);
    for (const { presence } of [here, there]) await presence.sweep();
    await redis!.config("SET", "maxmemory", "1");
    vi.setSystemTime(Date.now() + 30_000);
    here.presence.seen(2);
    for (const { presence } of [here, there]) await presence.sweep();
    expect(there.presence.online()).toEqual([1, 2]);
    vi.setSystemTime(Date.now() + 31_000);
    for (const { presence } of [here, there]) await presence.sweep();
    expect([here.presence.online(), there.presence.online()]).toEqual([[2], [2]]);
    await redis!.config("SET", "maxmemory", "0");
    vi.setSystemTime(Date.now() + 1_000);
    for (const { presence } of [here, there, there]) await presence.sweep();
    expect(there.presence.online()).toEqual([2]);
  }),
);

test("a store that forgot everything is told again who is here", async () => {
  let seen = new Map<number, number>();
  const store: PresenceStore = {
    touch: async (times) => {
      for (const [userId, at] of times) seen.set(userId, at);
    },
    since: async (moment) => [...seen].filter(([, at]) => at >= moment).map(([userId]) => userId),
  };
  const [here, there] = [replica(store), replica(store)];
  here.presence.seen(1);
  await here.presence.sweep();
  seen = new Map();
  await here.presence.sweep();
  await there.presence.sweep();
  expect(there.presence.online()).toEqual([1]);
  expect(here.told).toEqual(["1 on"]);
});

test("somebody who came a moment ago is here on every replica, whenever it looks", async () => {
  const stored = new Map<number, number>();
  let answer: (() => void) | null = null;
  const store: PresenceStore = {
    touch: async (times) => {
      for (const [userId, at] of times) stored.set(userId, at);
    },
    since: async (moment) => {
      const found = [...stored].filter(([, at]) => at >= moment).map(([userId]) => userId);
      if (answer === null) await new Promise<void>((done) => (answer = done));
      return found;
    },
  };
  const [here, there] = [replica(store), replica(store)];
  const looking = there.presence.sweep();
  await expect.poll(() => answer).not.toBeNull();
  here.presence.seen(1);
  await expect.poll(() => here.told).toEqual(["1 on"]);
  there.presence.heard(1, true);
  answer!();
  await looking;
  expect(there.presence.online()).toEqual([1]);
  await there.presence.sweep();
  expect(there.presence.online()).toEqual([1]);
  expect(there.told).toEqual([]);
});

describe.each(STORES)("who looks at which room, kept in %s", (kind) => {
  const [here, there] = [{}, {}];
  const withReplicas = (
    use: (one: RoomPresence, other: RoomPresence, known: () => Promise<string[][]>) => Promise<void>,
  ) =>
    withStore(kind, async (store) => {
      const [one, other] = [new RoomPresence(store, log), new RoomPresence(store, log)];
      const told = async (replica: RoomPresence) => [
        ...new Set((await replica.views()).map(({ userId, roomId }) => `${userId} ${roomId}`).sort()),
      ];
      await use(one, other, () => Promise.all([one, other].map(told)));
      await Promise.all([one, other].map((replica) => replica.stop()));
    });
  const soon = (known: () => Promise<string[][]>) => expect.poll(known, { timeout: 20_000 });

  test("is known to all replicas, by connection, and over once the last one shows another room or none", () =>
    withReplicas(async (one, other, known) => {
      one.seen(here, 1, 7);
      other.seen(there, 1, 7);
      other.seen({}, 2, undefined);
      await soon(known).toEqual([
        ["1 7", "2 0"],
        ["1 7", "2 0"],
      ]);
      one.seen(here, 1, 8);
      await soon(known).toEqual([
        ["1 7", "1 8", "2 0"],
        ["1 7", "1 8", "2 0"],
      ]);
      other.left(there);
      one.seen(here, 1, null);
      await soon(known).toEqual([["2 0"], ["2 0"]]);
    }));

  test("is stored as it is in the end, however fast somebody goes along the rooms", () =>
    withReplicas(async (one, _other, known) => {
      for (let roomId = 1; roomId <= 50; roomId++) one.seen(here, 1, roomId);
      for (const roomId of [3, 2, 3]) one.seen(here, 1, roomId);
      await soon(known).toEqual([["1 3"], ["1 3"]]);
    }));

  test("ends 60 s after it was last said, and with the replica", () =>
    withReplicas(async (one, other, known) => {
      one.seen(here, 1, 7);
      other.seen(there, 2, 7);
      one.start();
      other.start();
      await soon(known).toEqual([
        ["1 7", "2 7"],
        ["1 7", "2 7"],
      ]);
      vi.setSystemTime(Date.now() + 40_000);
      one.seen(here, 1, 7);
      vi.setSystemTime(Date.now() + 21_000);
      await soon(known).toEqual([["1 7"], ["1 7"]]);
      await one.stop();
      await soon(known).toEqual([[], []]);
    }));
});

test("a store that forgot everything is told again who looks at which room", async () => {
  let stored = new Map<string, View>();
  const store: RoomPresenceStore = {
    note: async (replica, seen) => {
      for (const [view] of seen) stored.set(`${replica} ${view.userId}`, view);
    },
    viewsSince: async () => [...stored.values()],
  };
  const [here, there] = [new RoomPresence(store, log), new RoomPresence(store, log)];
  here.seen({}, 1, 7);
  await expect.poll(() => there.views()).toEqual([{ userId: 1, roomId: 7 }]);
  stored = new Map();
  here.start();
  await expect.poll(() => there.views()).toEqual([{ userId: 1, roomId: 7 }]);
  await here.stop();
});
