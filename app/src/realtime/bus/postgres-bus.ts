import pg from "pg";
import type { DatabaseConfig } from "../../config.ts";
import { connectionOptions, type Queries } from "../../database/database.ts";
import type { Log } from "../../log.ts";
import type { Bus, BusListener, BusObserver } from "./bus.ts";
import { pack, unpack } from "./envelope.ts";
import { Outbox } from "./outbox.ts";

const CHANNEL = "campfire_bus";
// PostgreSQL takes payloads shorter than 8,000 bytes.
const PAYLOAD_BYTES = 7_999;
const HEARTBEAT_MS = 15_000;
const RETRY_MS = { first: 200, longest: 5_000 };

/** LISTEN and NOTIFY: listens on a connection of its own and publishes through the pool. */
export function createPostgresBus(
  config: DatabaseConfig,
  queries: Queries,
  instanceId: string,
  log: Log,
  observer: BusObserver,
): Bus {
  let client: pg.Client | null = null;
  let closed = false;
  let retryMs = RETRY_MS.first;
  let timer: NodeJS.Timeout | undefined;
  let before = false;

  const outbox = new Outbox(
    async (entries) => {
      const payloads = pack(instanceId, entries, PAYLOAD_BYTES);
      await queries.query("bus.notify", `select pg_notify('${CHANNEL}', payload) from unnest($1::text[]) payload`, [
        payloads,
      ]);
      observer.published(entries.length);
    },
    () => observer.failed(),
  );

  async function listen(listener: BusListener): Promise<void> {
    const next = new pg.Client(connectionOptions(config));
    let gone = false;
    const lose = (error?: Error) => {
      if (gone) return;
      gone = true;
      client = null;
      next.end().catch(() => {});
      if (closed) return;
      log.warn({ err: error }, "the bus lost its database connection");
      timer = setTimeout(() => void listen(listener), retryMs);
      retryMs = Math.min(RETRY_MS.longest, retryMs * 2);
    };
    next.on("error", lose);
    next.on("end", () => lose());
    next.on("notification", ({ payload }) => {
      const entries = unpack(instanceId, payload ?? "");
      observer.received(entries);
      for (const entry of entries) listener.receive(entry);
    });
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
    } catch (error) {
      lose(error as Error);
      return;
    }
    if (closed) return lose();
    client = next;
    retryMs = RETRY_MS.first;
    if (before) observer.reconnected();
    before = true;
    heartbeat(next, lose);
    // Also the first time: what was published while this replica started is missing too.
    listener.recovered();
  }

  // A connection that a fail-over or firewall dropped without a word only shows when something is asked.
  function heartbeat(listening: pg.Client, lose: (error: Error) => void): void {
    const beat = setInterval(() => {
      if (client !== listening) return clearInterval(beat);
      const late = setTimeout(() => lose(new Error("no answer to the heartbeat")), HEARTBEAT_MS);
      listening.query("select 1").then(
        () => clearTimeout(late),
        () => clearTimeout(late),
      );
    }, HEARTBEAT_MS);
    beat.unref();
  }

  return {
    kind: "postgres",
    get connected() {
      return client !== null;
    },
    start: listen,
    publish: (entries) => outbox.put(entries),
    async close() {
      await outbox.close();
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
