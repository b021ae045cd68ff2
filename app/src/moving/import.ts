import type { ServeConfig } from "../config.ts";
import { type Database, openClient, type Queries } from "../database/database.ts";
import { LOCKS } from "../database/locks.ts";
import type { FileStore } from "../files/store.ts";
import type { Log } from "../log.ts";
import { ImportError } from "./errors.ts";
import { FileMover } from "./files.ts";
import { Importer, type Transact } from "./importer.ts";
import { openToEverybody, raiseIds } from "./numbering.ts";
import { ImportReport } from "./report.ts";

const COUNTED = ["users", "rooms", "messages", "boosts", "attachments", "searches", "audit_events"];

interface Services {
  config: Pick<ServeConfig, "database">;
  database: Database;
  store: FileStore;
  log: Log;
}

class Undone extends Error {}

/** Runs one import, alone. A dry run does everything in one transaction and undoes it, so that its report is the real one. */
export async function runImport(
  { config, database, store, log }: Services,
  source: (importer: Importer) => Promise<void>,
  { dryRun }: { dryRun: boolean },
): Promise<ImportReport> {
  const report = new ImportReport();
  const client = await openClient(config.database);
  try {
    const { rows } = await client.query<{ free: boolean }>("select pg_try_advisory_lock($1) as free", [LOCKS.import]);
    if (!rows[0]!.free) throw new ImportError("import_running", "Another import is running. Wait for it to end.");
    if (!dryRun) {
      const transact: Transact = (work) => database.transaction(work);
      await source(new Importer(transact, report, new FileMover(database, store, log)));
      await transact((queries) => finish(queries, { ids: true }));
      return report;
    }
    await database
      .transaction(async (queries) => {
        await source(new Importer((work) => work(queries), report, null));
        // Sequences don't go back with a transaction.
        await finish(queries, { ids: false });
        throw new Undone();
      })
      .catch((error) => {
        if (!(error instanceof Undone)) throw error;
      });
    return report;
  } finally {
    await client.end();
  }
}

async function finish(queries: Queries, { ids }: { ids: boolean }): Promise<void> {
  await openToEverybody(queries);
  if (ids) await raiseIds(queries, COUNTED);
}
