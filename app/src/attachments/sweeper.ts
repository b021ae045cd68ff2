import type { Database } from "../database/database.ts";
import type { FileStore } from "../files/store.ts";
import type { Log } from "../log.ts";
import { Recurring } from "../recurring.ts";
import { deleteOrphans } from "./queries.ts";

const EVERY_MS = 600_000;
const AT_ONCE = 50;

/** Removes files that nothing refers to any more. Every replica does it now and then, and each file is one's own. */
export class Sweeper extends Recurring {
  private readonly database: Database;
  private readonly store: FileStore;

  constructor(database: Database, store: FileStore, log: Log) {
    super(EVERY_MS, "could not remove files that nothing refers to; trying again later", log);
    this.database = database;
    this.store = store;
  }

  protected work(): Promise<unknown> {
    return this.sweep();
  }

  /** Removes all that is due; settles with how many files that were. */
  async sweep(): Promise<number> {
    await deleteOrphans(this.database);
    await this.store.tidy();
    let removed = 0;
    for (let some = AT_ONCE; some === AT_ONCE && !this.stopped; removed += some) some = await this.removeSome();
    return removed;
  }

  /** The rows stay locked until the files are gone, so that another replica takes others, or these if this one dies. */
  private removeSome(): Promise<number> {
    return this.database.transaction(async (queries) => {
      const due = await queries.query<{ key: string }>(
        "fileRemovals.due",
        "select key from file_removals where due_at <= now() order by due_at limit $1 for update skip locked",
        [AT_ONCE],
      );
      const keys = due.map(({ key }) => key);
      for (const key of keys) await this.store.remove(key);
      await queries.query("fileRemovals.delete", "delete from file_removals where key = any ($1)", [keys]);
      return keys.length;
    });
  }
}
