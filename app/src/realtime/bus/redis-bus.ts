import type { Log } from "../../log.ts";
import { createRedis, isReady, type RedisConfig } from "../../redis.ts";
import type { Bus, BusListener, BusObserver } from "./bus.ts";
import { pack, unpack } from "./envelope.ts";
import { Outbox } from "./outbox.ts";

const CHANNEL = "bus";
const PAYLOAD_BYTES = 1_048_576;
const HEARTBEAT_MS = 15_000;

/** Redis pub/sub, over two connections of its own: one that listens can't publish. */
export function createRedisBus(config: RedisConfig, instanceId: string, log: Log, observer: BusObserver): Bus {
  const publisher = createRedis(config, "bus-publish", log);
  const subscriber = createRedis(config, "bus-subscribe", log);
  let subscribed = false;
  let closed = false;
  let heartbeat: NodeJS.Timeout | undefined;

  const outbox = new Outbox(
    async (entries) => {
      for (const payload of pack(instanceId, entries, PAYLOAD_BYTES)) await publisher.publish(CHANNEL, payload);
      observer.published(entries.length);
    },
    () => observer.failed(),
  );

  return {
    kind: "redis",
    get connected() {
      return subscribed && isReady(publisher);
    },
    async start(listener: BusListener) {
      let before = false;
      const first = new Promise<void>((resolve) => {
        subscriber.once("subscribed", resolve);
        subscriber.once("error", () => resolve());
      });
      subscriber.on("message", (_channel, payload: string) => {
        const entries = unpack(instanceId, payload);
        observer.received(entries);
        for (const entry of entries) listener.receive(entry);
      });
      const subscribe = async () => {
        await subscriber.subscribe(CHANNEL);
        subscribed = true;
        if (before) observer.reconnected();
        before = true;
        subscriber.emit("subscribed");
        // Also the first time: what was published while this replica started is missing too.
        listener.recovered();
      };
      const startOver = (error: unknown) => {
        if (closed) return;
        log.warn({ err: error }, "the bus's Redis connection does not answer; connecting again");
        subscriber.disconnect(true);
      };
      subscriber.on("ready", () => void subscribe().catch(startOver));
      subscriber.on("close", () => {
        subscribed = false;
      });
      // A connection that a fail-over or firewall dropped without a word only shows when something is asked.
      heartbeat = setInterval(() => void (subscribed && subscriber.ping().catch(startOver)), HEARTBEAT_MS);
      heartbeat.unref();
      if (subscriber.status === "ready") void subscribe().catch(startOver);
      await first;
    },
    publish: (entries) => outbox.put(entries),
    async close() {
      await outbox.close();
      closed = true;
      clearInterval(heartbeat);
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}
