import pg from "pg";
import type { DatabaseConfig } from "../config.ts";
import type { Log } from "../log.ts";
import { isUnavailable } from "./errors.ts";

// Ids and numbers stay far below 2^53, so a JavaScript number holds a bigint.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Runs named statements: the name is the metrics label and the prepared statement's name. */
export interface Queries {
  query<Row extends object>(name: string, sql: string, values?: unknown[]): Promise<Row[]>;
}

/** What may also run several statements as one; within a transaction these become a part of it. */
export interface Transactions extends Queries {
  transaction<T>(work: (queries: Transactions) => Promise<T>): Promise<T>;
}

export interface PoolState {
  size: number;
  idle: number;
  waiting: number;
}

export type QueryObserver = (name: string, seconds: number, failed: boolean) => void;

/** The connection pool; a connection runs one statement at a time. */
export class Database implements Transactions {
  readonly pool: pg.Pool;
  private readonly observe: QueryObserver;

  constructor(config: DatabaseConfig, log: Log, observe: QueryObserver = () => {}) {
    this.observe = observe;
    this.pool = new pg.Pool({
      ...connectionOptions(config),
      max: config.maxConnections,
      idleTimeoutMillis: 60_000,
      query_timeout: config.timeout * 1000,
    });
    this.pool.on("error", (error) => log.warn({ err: error }, "an idle database connection broke"));
  }

  query<Row extends object>(name: string, sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.timed(name, () => this.pool.query({ name, text: sql, values }));
  }

  /** Runs `work` in one transaction, undone when it throws. */
  async transaction<T>(work: (queries: Transactions) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // Whoever waits for a statement hears of a lost connection; without a listener it would end the process too.
    const ignore = () => {};
    client.on("error", ignore);
    try {
      await client.query("begin");
      const within: Transactions = {
        query: (name, sql, values = []) => this.timed(name, () => client.query({ name, text: sql, values })),
        transaction: (part) => part(within),
      };
      const result = await work(within);
      await client.query("commit");
      return result;
    } catch (error) {
      // One to a server that has become a standby, say, would fail again and again. The pool itself parts with those of single statements.
      if (isUnavailable(error)) broken = error as Error;
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.off("error", ignore);
      client.release(broken);
    }
  }

  state(): PoolState {
    return { size: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async timed<Row extends object>(name: string, run: () => Promise<{ rows: unknown[] }>): Promise<Row[]> {
    const start = performance.now();
    let failed = true;
    try {
      const { rows } = await run();
      failed = false;
      return rows as Row[];
    } finally {
      this.observe(name, (performance.now() - start) / 1000, failed);
    }
  }
}

/** A connection outside the pool, on which a statement may take as long as it wants. The caller ends it. */
export async function openClient(config: DatabaseConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...connectionOptions(config), statement_timeout: 0 });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** How every connection of this program connects. */
export function connectionOptions(config: DatabaseConfig): pg.ClientConfig {
  return {
    connectionString: config.url,
    application_name: "campfire",
    connectionTimeoutMillis: Math.min(config.timeout, 10) * 1000,
    statement_timeout: config.timeout * 1000,
    keepAlive: true,
  };
}
