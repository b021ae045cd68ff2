import type { Queries } from "../database/database.ts";
import { codeSchemaVersion, databaseSchemaVersion } from "../database/migrations.ts";
import type { Storing } from "./storing.ts";

export interface ReadinessReport {
  ready: boolean;
  database: "connected" | "unreachable";
  services: string;
}

const CHECK_WITHIN_MS = 3_000;

/** Whether this replica should get requests: it isn't shutting down, the database answers and is new enough, and it has prepared itself there. */
export class Readiness {
  private readonly queries: Queries;
  private draining = false;
  private readonly prepare: () => Promise<void>;
  private readonly storing: Pick<Storing, "problem">;
  private schemaSeen = false;
  private prepared: Promise<void> | null = null;

  /** `prepare` is done once, before it is ready for the first time; when it fails, the next report tries again. */
  constructor(queries: Queries, prepare: () => Promise<void>, storing: Pick<Storing, "problem"> = { problem: null }) {
    this.queries = queries;
    this.storing = storing;
    this.prepare = prepare;
  }

  drain(): void {
    this.draining = true;
  }

  async report(): Promise<ReadinessReport> {
    if (this.draining) return { ready: false, database: "connected", services: "shutting down" };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("the database did not answer")), CHECK_WITHIN_MS);
    });
    try {
      const problem = await Promise.race([this.problem(), late]);
      return {
        ready: problem === null,
        database: "connected",
        services: problem ?? this.storing.problem ?? "operational",
      };
    } catch {
      return { ready: false, database: "unreachable", services: "waiting for the database" };
    } finally {
      clearTimeout(timer);
    }
  }

  /** A newer schema than the code's is fine: a rolling upgrade migrates first. */
  private async problem(): Promise<string | null> {
    if (this.schemaSeen) {
      await this.queries.query("health.ping", "select 1");
      return null;
    }
    const [wanted, found] = [await codeSchemaVersion(), await databaseSchemaVersion(this.queries)];
    if (found >= wanted) {
      await this.preparation();
      this.schemaSeen = true;
      return null;
    }
    return `the database schema is at version ${found}, this program needs ${wanted}: run campfire migrate`;
  }

  private preparation(): Promise<void> {
    this.prepared ??= this.prepare().catch((error) => {
      this.prepared = null;
      throw error;
    });
    return this.prepared;
  }
}
