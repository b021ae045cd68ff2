import { setTimeout as sleep } from "node:timers/promises";
import { Batcher } from "../batcher.ts";
import type { Queries } from "../database/database.ts";
import type { Log } from "../log.ts";
import type { MessagePoster } from "../messages/post.ts";
import type { Presence } from "../presence/presence.ts";
import type { User } from "../protocol/entities.ts";
import { findUsers } from "../users/queries.ts";
import type { PushObserver } from "./metrics.ts";
import { notificationOf } from "./notification.ts";
import { type Delivery, discard, fanOut, type Outcome, SHARE, settle, takeDeliveries } from "./queue.ts";
import type { PushSender, Sent } from "./sender.ts";

// A message may be for a thousand people, and one statement notes them all.
const MESSAGES_AT_ONCE = 20;
const AT_ONCE = 20;
// Longer than sending can take.
const LEASE_SECONDS = 60;
const LOOK_MS = 5_000;
/** What is posted within this time is looked for once: notifications are no conversation. */
const GATHER_MS = 250;
/** Seconds until the next try at a browser, by how many have failed in a row. */
const RETRIES = [5, 30, 300, 1800];
const MOST_ATTEMPTS = 5;

export interface PusherParts {
  /** When it isn't, the queue is only kept from growing. */
  enabled: boolean;
  queries: Queries;
  sender: PushSender;
  presence: Presence;
  log: Log;
  observe: PushObserver;
}

/** Sends the notifications that posting noted down, to whoever isn't looking. Any replica sends any of them. */
export class Pusher {
  private readonly parts: PusherParts;
  private readonly ended: Batcher<{ delivery: Delivery; outcome: Outcome }, void>;
  /** What is under way, and for whom. */
  private readonly running = new Map<Promise<void>, number>();
  private timer: NodeJS.Timeout | undefined;
  private gathering: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;
  private again = false;
  private failing = false;
  private stopped = false;
  private knowsPresence = false;

  constructor(parts: PusherParts) {
    this.parts = parts;
    this.ended = new Batcher(100, async (some) => {
      await settle(parts.queries, some);
      return some.map(() => undefined);
    });
  }

  /** Looks soon after this replica posted something, and now and then for what others left. */
  start(poster: MessagePoster): void {
    poster.onPosted = () => {
      if (!this.parts.enabled) return;
      this.gathering ??= setTimeout(() => {
        this.gathering = undefined;
        this.look();
      }, GATHER_MS);
    };
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  /** Takes no more and waits so long for those under way; another replica sends again what isn't done by then. */
  async stop(withinMs: number): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.gathering);
    await this.looking;
    await Promise.race([Promise.all(this.running.keys()), sleep(withinMs, undefined, { ref: false })]);
    this.parts.sender.close();
  }

  private look(): void {
    if (this.stopped) return;
    this.again = true;
    this.looking ??= this.work()
      .then(
        () => {
          this.failing = false;
        },
        (error) => {
          if (!this.failing) this.parts.log.warn({ err: error }, "could not look for notifications; trying again");
          this.failing = true;
          this.again = false;
        },
      )
      .finally(() => {
        this.looking = null;
        if (this.again && this.running.size < AT_ONCE) this.look();
      });
  }

  private async work(): Promise<void> {
    const { queries, presence, enabled } = this.parts;
    if (!enabled) {
      this.again = false;
      return discard(queries);
    }
    // Of a replica that just started everybody seems to be away.
    if (!this.knowsPresence) await presence.sweep();
    this.knowsPresence = true;
    while (this.again && !this.stopped && this.running.size < AT_ONCE) {
      this.again = false;
      if ((await fanOut(queries, MESSAGES_AT_ONCE, presence.online())) === MESSAGES_AT_ONCE) this.again = true;
      const limit = AT_ONCE - this.running.size;
      const deliveries = await takeDeliveries(queries, limit, LEASE_SECONDS, presence.online(), [
        ...this.running.values(),
      ]);
      if (deliveries.length > 0) this.again = true;
      const creators = await findUsers(queries, [...new Set(deliveries.flatMap(({ news }) => news?.creatorId ?? []))]);
      for (const delivery of deliveries) {
        const done = this.handle(delivery, creators).finally(() => {
          const more = this.underWayFor(delivery.userId) === SHARE;
          this.running.delete(done);
          if (more || this.again) this.look();
        });
        this.running.set(done, delivery.userId);
      }
    }
  }

  private underWayFor(userId: number): number {
    return [...this.running.values()].filter((one) => one === userId).length;
  }

  private async handle(delivery: Delivery, creators: Map<number, User>): Promise<void> {
    const { log, observe } = this.parts;
    try {
      const outcome = await this.send(delivery, creators);
      await this.ended.add({ delivery, outcome });
      observe(outcome.kind);
    } catch (error) {
      // The lease runs out, then it is tried again.
      log.warn({ err: error, delivery: delivery.id }, "a notification could not be finished");
    }
  }

  private async send(delivery: Delivery, creators: Map<number, User>): Promise<Outcome> {
    const { news, target, badge } = delivery;
    if (!news) return { kind: "outdated" };
    const notification = notificationOf(news, creators.get(news.creatorId), badge);
    const sent = await this.parts.sender.send(target, notification, news.direct || news.mentioned);
    if (sent.kind === "sent") return { kind: "sent" };
    const about = { subscription: target.id, delivery: delivery.id, attempt: delivery.attempt, why: sent.why };
    if (sent.kind === "gone") this.parts.log.info(about, "a subscription is gone");
    else this.parts.log.warn(about, "a notification was not sent");
    return sent.kind === "later" ? postponed(delivery, sent) : { kind: sent.kind };
  }
}

function postponed({ attempt, failures }: Delivery, { seconds = 0 }: Sent & { kind: "later" }): Outcome {
  if (attempt >= MOST_ATTEMPTS) return { kind: "failed" };
  const own = RETRIES[Math.min(failures, RETRIES.length - 1)]!;
  return { kind: "postponed", seconds: Math.max(own, Math.min(seconds, 3600)) };
}
