import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { newKey, thumbnailKeyOf } from "../attachments/names.ts";
import type { StoredAttachment } from "../attachments/queries.ts";
import { Thumbnails } from "../attachments/thumbnails.ts";
import type { Database, Queries } from "../database/database.ts";
import type { FileStore } from "../files/store.ts";
import type { Log } from "../log.ts";

/** Puts the files of imported attachments into this chat's store. What no attachment has in the end is removed a day later. */
export class FileMover {
  private readonly database: Database;
  private readonly store: FileStore;
  private readonly thumbnails: Thumbnails;

  constructor(database: Database, store: FileStore, log: Log) {
    this.database = database;
    this.store = store;
    this.thumbnails = new Thumbnails(store, log);
  }

  /** Stores a file that another program kept, and makes its thumbnail. */
  async take(content: Readable, name: string, type: string): Promise<StoredAttachment> {
    const key = newKey();
    await this.expect([key, thumbnailKeyOf(key)]);
    const { bytes, sha256 } = await this.write(key, content);
    const { thumbnail = null, width = null, height = null } = (await this.thumbnails.make(key, type, bytes)) ?? {};
    return { key, thumbnail, name, type, bytes, sha256, width, height };
  }

  /** Stores a file under the key that it had in another chat. */
  async put(key: string, content: Readable): Promise<{ bytes: number; sha256: string }> {
    await this.expect([key]);
    return this.write(key, content);
  }

  private async write(key: string, content: Readable): Promise<{ bytes: number; sha256: string }> {
    const hash = createHash("sha256");
    let bytes = 0;
    async function* measured() {
      for await (const chunk of content as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        hash.update(chunk);
        yield chunk;
      }
    }
    await this.store.write(key, Readable.from(measured(), { objectMode: false }));
    return { bytes, sha256: hash.digest("hex") };
  }

  /** Past the transaction that is under way, so that the sweep knows of them when that fails. */
  private async expect(keys: string[]): Promise<void> {
    const sql = `insert into file_removals (key, due_at) select key, now() + interval '1 day' from unnest($1::text[]) as key
      on conflict do nothing`;
    await this.database.query("import.expectFiles", sql, [keys]);
  }
}

/** Attachments have the files with these keys now, and the thumbnails that belong to them. */
export async function keepFiles(queries: Queries, keys: string[]): Promise<void> {
  const all = keys.flatMap((key) => [key, thumbnailKeyOf(key)]);
  await queries.query("import.keepFiles", "delete from file_removals where key = any ($1)", [all]);
}
