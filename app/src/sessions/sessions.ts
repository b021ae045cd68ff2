import { createHmac, randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { Queries, Transactions } from "../database/database.ts";
import { isReady } from "../redis.ts";
import {
  type Client,
  deleteSessions,
  findSession,
  insertSession,
  listSessions,
  renewSessions,
  type Viewer,
} from "./queries.ts";
import { insertTransfer, takeTransfer } from "./transfers.ts";

// A session that ends while Redis is away from the replica that ends it lives on in the cache for this long.
const CACHE_SECONDS = 60;
const ENDED = "null";

export interface EndedSessions {
  ids: number[];
  /** Of their tokens. */
  hashes: Buffer[];
}

/** Told where each session was looked up in the end. */
export type SessionObserver = (from: "cache" | "database") => void;

/**
 * Sessions live in PostgreSQL; Redis, where there is one, remembers the recent ones. A session is known by a random
 * token, of which only a keyed hash is stored: whoever reads the database can't sign in with what is there.
 */
export class Sessions {
  private readonly queries: Transactions;
  private readonly redis: Redis | null;
  private readonly secretKey: string;
  private readonly hours: number;
  private readonly tokenBytes: number;
  private readonly observe: SessionObserver;

  constructor(
    queries: Transactions,
    redis: Redis | null,
    options: { secretKey: string; sessionHours: number; sessionTokenBytes?: number },
    observe: SessionObserver = () => {},
  ) {
    this.observe = observe;
    this.queries = queries;
    this.redis = redis;
    this.secretKey = options.secretKey;
    this.hours = options.sessionHours;
    this.tokenBytes = options.sessionTokenBytes ?? 32;
  }

  /** Starts a session, as a part of `queries`, and returns its token, for the cookie. */
  async start(userId: number, client: Client, queries: Queries = this.queries): Promise<string> {
    const token = randomBytes(this.tokenBytes).toString("base64url");
    await insertSession(queries, { tokenHash: this.hash(token), userId, hours: this.hours, ...client });
    return token;
  }

  async find(token: string): Promise<Viewer | null> {
    const tokenHash = this.hash(token);
    const cached = await this.cached(tokenHash);
    this.observe(cached === undefined ? "database" : "cache");
    if (cached !== undefined) return cached;
    const found = await findSession(this.queries, tokenHash, this.hours);
    if (!found) return null;
    const { halfGone, ...viewer } = found;
    if (halfGone) await this.renew([viewer.sessionId]);
    await this.remember(tokenHash, viewer);
    return viewer;
  }

  /** Which of these sessions are still valid, renewed where they are used up by half. */
  renew(sessionIds: number[]): Promise<Set<number>> {
    return renewSessions(this.queries, sessionIds, this.hours);
  }

  /** Ends these sessions, and does `also` in the same transaction. */
  async end(sessionIds: number[], also: (queries: Queries) => Promise<void> = async () => {}): Promise<void> {
    const hashes = await this.queries.transaction(async (within) => {
      await also(within);
      return deleteSessions(within, sessionIds);
    });
    await this.forget({ ids: sessionIds, hashes });
  }

  /** Ends all sessions of somebody as a part of `queries`; once that is committed, `forget` them. */
  async endAllOf(queries: Queries, userId: number): Promise<EndedSessions> {
    const ids = (await listSessions(queries, userId)).map(({ id }) => id);
    return { ids, hashes: await deleteSessions(queries, ids) };
  }

  /** Keeps ended sessions from being found in Redis. Returns their ids. */
  async forget({ ids, hashes }: EndedSessions): Promise<number[]> {
    // Not deleted but marked: who read the session just before it ended may be about to cache it.
    await Promise.all(hashes.map((hash) => this.cache(hash, ENDED)));
    return ids;
  }

  /** Forgets what is remembered of this user's sessions, since their role changed. */
  async refresh(userId: number): Promise<void> {
    for (const { tokenHash } of await listSessions(this.queries, userId)) {
      const found = await findSession(this.queries, tokenHash, this.hours);
      if (!found) continue;
      const { halfGone: _, ...viewer } = found;
      await this.cache(tokenHash, JSON.stringify(viewer));
    }
  }

  /** A link's token, with which its owner signs in on another device, once. */
  async startTransfer(userId: number, queries: Queries = this.queries): Promise<{ token: string; expiresAt: Date }> {
    const token = randomBytes(32).toString("base64url");
    return { token, expiresAt: await insertTransfer(queries, userId, this.hash(token)) };
  }

  /** Whose token it is, used up by this; null when it doesn't work. */
  finishTransfer(token: string): Promise<number | null> {
    return takeTransfer(this.queries, this.hash(token));
  }

  /** What is stored of a token that lets somebody in. */
  hash(token: string): Buffer {
    return createHmac("sha256", this.secretKey).update(token).digest();
  }

  /** Null for a session that ended, undefined when Redis knows nothing. */
  private async cached(tokenHash: Buffer): Promise<Viewer | null | undefined> {
    if (!isReady(this.redis)) return undefined;
    const text = await this.redis.get(cacheKey(tokenHash)).catch(() => null);
    return text === null ? undefined : (JSON.parse(text) as Viewer | null);
  }

  private async cache(tokenHash: Buffer, value: string): Promise<void> {
    if (!isReady(this.redis)) return;
    await this.redis.set(cacheKey(tokenHash), value, "EX", CACHE_SECONDS).catch(() => {});
  }

  private async remember(tokenHash: Buffer, viewer: Viewer): Promise<void> {
    if (!isReady(this.redis)) return;
    await this.redis.set(cacheKey(tokenHash), JSON.stringify(viewer), "EX", CACHE_SECONDS, "NX").catch(() => {});
  }
}

const cacheKey = (tokenHash: Buffer) => `session:${tokenHash.toString("base64url")}`;
