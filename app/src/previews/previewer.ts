import type { Counter } from "prom-client";
import type { Database } from "../database/database.ts";
import { JobRunner } from "../job-runner.ts";
import type { Log } from "../log.ts";
import type { MessageChanges } from "../messages/changes.ts";
import type { MessagePoster } from "../messages/post.ts";
import type { Instruments } from "../metrics/instruments.ts";
import { isPublic, PrivateAddress } from "../webhooks/outgoing.ts";
import type { PreviewConfig } from "./config.ts";
import { firstLink } from "./links.ts";
import { lookAt, type Preview, type Reach, Unsuitable } from "./look.ts";
import { dropExcessFetches, finishFetch, type LinkFetch, postponeFetch, QUEUE, takeFetches } from "./queries.ts";

// Each may hold one of the four threads that look names up, and five megabytes.
const AT_ONCE = 3;
// Longer than looking and storing can take.
const LEASE_SECONDS = 60;
const RETRY_SECONDS = 30;
const MOST_ATTEMPTS = 2;

export const OUTCOMES = ["shown", "nothing", "unsuitable", "private", "failed"] as const;
type Outcome = (typeof OUTCOMES)[number];

interface Services {
  database: Database;
  poster: MessagePoster;
  changes: MessageChanges;
  config: PreviewConfig & { ownOrigin: string };
  counter: Counter;
  log: Log;
}

/** How looks at links ended. */
export function previewCounter(instruments: Instruments): Counter {
  const counter = instruments.counter("link_previews_total", "Links that were looked at, by what came of it", [
    "outcome",
  ]);
  for (const outcome of OUTCOMES) counter.inc({ outcome }, 0);
  return counter;
}

/** Looks at the links that posting and editing noted down, and adds what they lead to to their messages. */
export class Previewer {
  private readonly services: Services;
  private readonly reach: Reach;
  private readonly runner: JobRunner<LinkFetch>;

  constructor(services: Services) {
    const { database, config, log } = services;
    this.services = services;
    this.reach = { mayReach: config.allowPrivate ? () => true : isPublic, anyPort: config.allowPrivate };
    this.runner = new JobRunner({
      what: "links to look at",
      atOnce: AT_ONCE,
      share: QUEUE.share,
      ownerOf: ({ creatorId }) => creatorId,
      take: (limit, underWay) => takeFetches(database, limit, underWay, LEASE_SECONDS),
      crowded: async (userIds) => {
        const dropped = await dropExcessFetches(database, userIds);
        services.counter.inc({ outcome: "failed" }, dropped.length);
      },
      handle: (fetch) => this.look(fetch),
      failed: (fetch, error) => log.warn({ err: error, messageId: fetch.messageId }, "a preview could not be stored"),
      log,
    });
  }

  /** Does nothing at all where previews are switched off. */
  start(): void {
    const { poster, changes, config, log } = this.services;
    if (!config.enabled) return;
    warnWithoutSharp(log);
    poster.links = changes.links = {
      first: (text) => firstLink(text, config.ownOrigin),
      noted: () => this.runner.look(),
    };
    this.runner.start();
  }

  stop(withinMs: number): Promise<void> {
    return this.runner.stop(withinMs);
  }

  private async look(fetch: LinkFetch): Promise<void> {
    const { database, changes, counter } = this.services;
    const { outcome, preview } = await this.outcomeOf(fetch);
    counter.inc({ outcome });
    if (outcome === "failed" && fetch.attempt < MOST_ATTEMPTS) return postponeFetch(database, fetch, RETRY_SECONDS);
    if (preview) await changes.addPreview(fetch, preview);
    else await finishFetch(database, fetch);
  }

  private async outcomeOf({ url, attempt, messageId }: LinkFetch): Promise<{ outcome: Outcome; preview?: Preview }> {
    // A replica that died of a page must not be followed by the next one.
    if (attempt > MOST_ATTEMPTS) return { outcome: "failed" };
    try {
      const preview = await lookAt(url, this.reach);
      return preview ? { outcome: "shown", preview } : { outcome: "nothing" };
    } catch (error) {
      const outcome =
        error instanceof PrivateAddress ? "private" : error instanceof Unsuitable ? "unsuitable" : "failed";
      // Where people's links lead is nobody's business who reads logs.
      this.services.log.info({ messageId, attempt, outcome }, "a link has no preview");
      return { outcome };
    }
  }
}

/** It is loaded with the first picture only, and a page is shown without one as well: nobody would notice. */
function warnWithoutSharp(log: Log): void {
  try {
    import.meta.resolve("sharp");
  } catch (error) {
    log.warn({ err: error }, "links are shown without pictures: the library sharp is not installed beside the program");
  }
}
