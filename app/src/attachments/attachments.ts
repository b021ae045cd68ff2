import { createHash } from "node:crypto";
import { finished, type Readable, Transform } from "node:stream";
import type { Database } from "../database/database.ts";
import { isUnavailable } from "../database/errors.ts";
import type { FileStore } from "../files/store.ts";
import { AppError } from "../http/errors.ts";
import type { Log } from "../log.ts";
import type { MessagePoster, Posted } from "../messages/post.ts";
import type { UploadObserver } from "./metrics.ts";
import { cleanName, newKey, thumbnailKeyOf } from "./names.ts";
import { type ClientKey, expectFiles, findSent, giveUpFiles, type StoredAttachment, takeFile } from "./queries.ts";
import { type Picture, Thumbnails } from "./thumbnails.ts";
import { contentTypeOf } from "./types.ts";

/** A file as somebody sends it, nothing of which can be relied on. */
export interface Incoming {
  name: string | undefined;
  type: string | undefined;
  content: Readable;
}

/** Reads one file from wherever it comes and hands it to `store`. */
type Receive = (store: (incoming: Incoming) => Promise<StoredAttachment>) => Promise<StoredAttachment>;

interface Parts {
  database: Database;
  store: FileStore;
  poster: MessagePoster;
  observer: UploadObserver;
  log: Log;
  /** Larger files are refused. */
  maxBytes: number;
}

/** Takes files in and posts them as messages. */
export class Attachments {
  readonly maxBytes: number;
  private readonly database: Database;
  private readonly store: FileStore;
  private readonly poster: MessagePoster;
  private readonly observer: UploadObserver;
  private readonly log: Log;
  private readonly thumbnails: Thumbnails;

  constructor({ database, store, poster, observer, log, maxBytes }: Parts) {
    this.database = database;
    this.store = store;
    this.poster = poster;
    this.observer = observer;
    this.log = log;
    this.maxBytes = maxBytes;
    this.thumbnails = new Thumbnails(store, log);
  }

  /** The message that this client has sent before by this name, as `post` would return it. */
  async sentBefore(client: ClientKey): Promise<Posted | null> {
    const message = await findSent(this.database, client);
    return message && { message, created: false };
  }

  /**
   * Posts what `receive` takes in as one message; the same client's same id again is the first message. When `receive`
   * throws, or anything later, nothing is posted and nothing stays in the store. Throws `too_large`, `unavailable`, and
   * what posting throws.
   */
  post(client: ClientKey & { callsWebhooks?: boolean }, receive: Receive): Promise<Posted> {
    return this.take(receive, async (file) => {
      const attachment = await takeFile(this.database, client, file);
      return this.poster.post({ ...client, text: attachment.name, attachment });
    });
  }

  /** Hands what `receive` takes in to `use`, which makes it a message's. When either throws nothing stays in the store. Throws as `post`. */
  async take<Used>(receive: Receive, use: (file: StoredAttachment) => Promise<Used>): Promise<Used> {
    const key = newKey();
    try {
      await expectFiles(this.database, [key, thumbnailKeyOf(key)]);
      const file = await receive((incoming) => this.keep(key, incoming));
      const used = await use(file);
      this.observer.ended("stored");
      this.observer.received(file.bytes);
      return used;
    } catch (error) {
      await this.giveUp(key, error);
      throw error;
    }
  }

  private async keep(key: string, { name: given, type: said, content }: Incoming): Promise<StoredAttachment> {
    const name = cleanName(given);
    const type = contentTypeOf(said, name);
    const meter = new Meter(this.maxBytes);
    // The store may not be listening yet, and looks at `errored` when it does.
    meter.on("error", () => {});
    // Tells also of what broke off before anybody looked.
    finished(content, (error) => void (error && meter.destroy(new Aborted(error))));
    let picture: Picture | null;
    try {
      await this.store.write(key, content.pipe(meter));
      picture = await this.thumbnails.make(key, type, meter.bytes);
    } catch (error) {
      const cause = meter.errored ?? error;
      if (cause instanceof AppError || cause instanceof Aborted) throw cause;
      this.log.error({ err: error, store: this.store.place }, "a file could not be stored");
      throw new AppError("unavailable", "Files can't be stored at the moment. Try again.", 5);
    }
    const { thumbnail = null, width = null, height = null } = picture ?? {};
    return { key, thumbnail, name, type, bytes: meter.bytes, sha256: meter.digest(), width, height };
  }

  private async giveUp(key: string, error: unknown): Promise<void> {
    const code = error instanceof AppError ? error.code : null;
    if (error instanceof Aborted) this.observer.ended("aborted");
    else if (code === "too_large") this.observer.ended("too_large");
    else this.observer.ended(code === null || code === "unavailable" ? "failed" : "invalid");
    // Without the database a sweep finds them a day later.
    await giveUpFiles(this.database, [key, thumbnailKeyOf(key)]).catch((failure) => {
      if (!isUnavailable(failure)) this.log.warn({ err: failure, key }, "a file that isn't wanted stays for a day");
    });
  }
}

/** The sender went away, or sent what is no whole file. */
export class Aborted extends AppError {
  constructor(cause: unknown) {
    super("invalid", "The file didn't come whole.");
    this.cause = cause;
  }
}

/** Counts and hashes what goes through; throws `too_large` where it is more than it may be. */
class Meter extends Transform {
  bytes = 0;
  private readonly maxBytes: number;
  private readonly hash = createHash("sha256");

  constructor(maxBytes: number) {
    super();
    this.maxBytes = maxBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: Error | null, chunk?: Buffer) => void) {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) return done(tooLarge(this.maxBytes));
    this.hash.update(chunk);
    done(null, chunk);
  }

  digest(): string {
    return this.hash.digest("hex");
  }
}

export function tooLarge(maxBytes: number): AppError {
  const most = maxBytes >= 1_048_576 ? `${Math.floor(maxBytes / 1_048_576)} MiB` : `${Math.floor(maxBytes / 1024)} KiB`;
  return new AppError("too_large", `Files may have ${most} at most here.`);
}
