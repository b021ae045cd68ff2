import { Batcher } from "../batcher.ts";
import type { Queries } from "../database/database.ts";
import { JobRunner } from "../job-runner.ts";
import type { Log } from "../log.ts";
import type { MessagePoster } from "../messages/post.ts";
import type { View } from "../presence/presence-store.ts";
import type { RoomPresence } from "../presence/room-presence.ts";
import type { User } from "../protocol/entities.ts";
import { findUsers } from "../users/queries.ts";
import type { PushObserver } from "./metrics.ts";
import { notificationOf } from "./notification.ts";
import {
  anythingDue,
  type Delivery,
  discard,
  dropExcess,
  fanOut,
  type Outcome,
  QUEUE,
  settle,
  takeDeliveries,
} from "./queue.ts";
import type { PushSender, Sent } from "./sender.ts";

// A message may be for a thousand people, and one statement notes them all.
const MESSAGES_AT_ONCE = 20;
const AT_ONCE = 20;
// Longer than sending can take.
const LEASE_SECONDS = 60;
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
  roomPresence: RoomPresence;
  log: Log;
  observe: PushObserver;
}

interface Job {
  delivery: Delivery;
  creator: User | undefined;
}

/** Sends the notifications that posting noted down, to whoever isn't looking. Any replica sends any of them. */
export class Pusher {
  private readonly parts: PusherParts;
  private readonly ended: Batcher<{ delivery: Delivery; outcome: Outcome }, void>;
  private readonly runner: JobRunner<Job>;
  private gathering: NodeJS.Timeout | undefined;

  constructor(parts: PusherParts) {
    this.parts = parts;
    const { queries, log } = parts;
    this.ended = new Batcher(100, async (some) => {
      await settle(queries, some);
      return some.map(() => undefined);
    });
    this.runner = new JobRunner({
      what: "notifications",
      atOnce: AT_ONCE,
      share: QUEUE.share,
      ownerOf: ({ delivery }) => delivery.userId,
      take: (limit, underWay) => this.take(limit, underWay),
      handle: (job) => this.handle(job),
      failed: ({ delivery }, error) =>
        log.warn({ err: error, delivery: delivery.id }, "a notification could not be finished"),
      log,
    });
  }

  /** Looks soon after this replica posted something, and now and then for what others left. */
  start(poster: MessagePoster): void {
    poster.onPosted = () => {
      if (!this.parts.enabled) return;
      this.gathering ??= setTimeout(() => {
        this.gathering = undefined;
        this.runner.look();
      }, GATHER_MS);
    };
    this.runner.start();
  }

  /** Takes no more and waits so long for those under way; another replica sends again what isn't done by then. */
  async stop(withinMs: number): Promise<void> {
    clearTimeout(this.gathering);
    await this.runner.stop(withinMs);
    this.parts.sender.close();
  }

  private async take(limit: number, underWay: number[]): Promise<Job[]> {
    const { queries, roomPresence, enabled } = this.parts;
    if (!enabled) {
      await discard(queries);
      return [];
    }
    if (!(await anythingDue(queries))) return [];
    for (;;) {
      const views = await roomPresence.views();
      const more = await this.fanOut(views);
      const deliveries = await takeDeliveries(queries, limit, underWay, { seconds: LEASE_SECONDS, views });
      if (more && deliveries.length === 0) continue;
      const creators = await findUsers(queries, [...new Set(deliveries.flatMap(({ news }) => news?.creatorId ?? []))]);
      return deliveries.map((delivery) => ({ delivery, creator: creators.get(delivery.news?.creatorId ?? 0) }));
    }
  }

  /** Whether there may be more messages than it took. */
  private async fanOut(views: View[]): Promise<boolean> {
    const { queries, observe } = this.parts;
    const { messages, subscriptions } = await fanOut(queries, MESSAGES_AT_ONCE, views);
    if (subscriptions.length > 0) {
      const dropped = await dropExcess(queries, subscriptions);
      for (let n = 0; n < dropped; n++) observe("outdated");
    }
    return messages === MESSAGES_AT_ONCE;
  }

  private async handle({ delivery, creator }: Job): Promise<void> {
    const outcome = await this.send(delivery, creator);
    await this.ended.add({ delivery, outcome });
    this.parts.observe(outcome.kind);
  }

  private async send(delivery: Delivery, creator: User | undefined): Promise<Outcome> {
    const { news, target, badge } = delivery;
    if (!news) return { kind: "outdated" };
    const notification = notificationOf(news, creator, badge);
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
