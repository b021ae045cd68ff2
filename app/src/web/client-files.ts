import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Queries } from "../database/database.ts";
import type { Log } from "../log.ts";
import { Recurring } from "../recurring.ts";

const EVERY_MS = 3_600_000;

/**
 * The files below `/assets/`, this version's and, from the database, those of other versions: during an upgrade load
 * balancers send the requests of one page to replicas of both, and pages stay open for days.
 */
export class ClientFiles extends Recurring {
  /** This version's own, by name. */
  readonly own: ReadonlySet<string>;
  private readonly folder: string;
  private readonly queries: Queries;
  private readonly secret: Buffer;

  private constructor(own: string[], folder: string, { queries, secretKey, log }: Needs) {
    super(EVERY_MS, "the client's files could not be kept for other replicas", log);
    this.own = new Set(own);
    this.folder = folder;
    this.queries = queries;
    this.secret = Buffer.from(hkdfSync("sha256", secretKey, "", "campfire client files", 32));
  }

  /** `folder` is the built client's; there are no files where it isn't built. */
  static async in(folder: string, needs: Needs): Promise<ClientFiles> {
    const assets = join(folder, "assets");
    const names = await readdir(assets).catch(() => []);
    return new ClientFiles(
      names.filter((name) => !/\.(br|gz)$/.test(name)),
      assets,
      needs,
    );
  }

  /** Gives the other replicas this version's files: they have to be there before this one hands out its page. */
  async keep(): Promise<void> {
    const names = [...this.own];
    const kept = await this.queries.query<{ name: string; seal: Buffer }>(
      "clientFiles.list",
      "select name, seal from client_files where name = any ($1)",
      [names],
    );
    const seals = new Map(kept.map(({ name, seal }) => [name, seal]));
    for (const name of names) {
      const content = await readFile(join(this.folder, name));
      const seal = this.sealOf(name, content);
      if (seals.get(name)?.equals(seal)) continue;
      await this.queries.query(
        "clientFiles.insert",
        `insert into client_files (name, content, seal) values ($1, $2, $3)
         on conflict (name) do update set content = excluded.content, seal = excluded.seal, seen_at = now()`,
        [name, content, seal],
      );
    }
    await this.queries.query(
      "clientFiles.see",
      `update client_files set seen_at = now() where name in (
         select name from client_files where name = any ($1) and seen_at < now() - interval '30 minutes'
         for update skip locked
       )`,
      [names],
    );
  }

  /** A file of another version; null for what none of the last two weeks had. */
  async find(name: string): Promise<Buffer | null> {
    const [file] = await this.queries.query<{ content: Buffer; seal: Buffer }>(
      "clientFiles.find",
      "select content, seal from client_files where name = $1",
      [name],
    );
    if (!file) return null;
    // It runs in everybody's browser: who can only write to the database must not get that far.
    const seal = this.sealOf(name, file.content);
    return file.seal.length === seal.length && timingSafeEqual(file.seal, seal) ? file.content : null;
  }

  /** Keeps them again, since the table outlives no crash of the database. */
  protected async work(): Promise<void> {
    await this.keep();
    const old = "delete from client_files where seen_at < now() - interval '14 days'";
    await this.queries.query("clientFiles.forget", old);
  }

  private sealOf(name: string, content: Buffer): Buffer {
    return createHmac("sha256", this.secret).update(`${name}\0`).update(content).digest();
  }
}

interface Needs {
  queries: Queries;
  secretKey: string;
  log: Log;
}
