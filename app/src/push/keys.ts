import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Database, Queries } from "../database/database.ts";
import type { KeyPair, PushConfig } from "./config.ts";

/**
 * The pair that notifications are signed with: the operator's, or one that the first replica which needs it makes and
 * keeps in the database, where all find it. A pair that can't be opened, since CAMPFIRE_SECRET_KEY changed, is replaced;
 * subscriptions are made for one pair, and browsers make theirs anew when they next open the chat.
 */
export class PushKeys {
  private readonly database: Database;
  private readonly secret: Buffer;
  private readonly given: KeyPair | null;
  private kept: Promise<KeyPair> | null = null;

  constructor(database: Database, { push, secretKey }: { push: PushConfig; secretKey: string }) {
    this.database = database;
    this.secret = Buffer.from(hkdfSync("sha256", secretKey, "", "campfire push keys", 32));
    this.given = push.keys;
  }

  async get(): Promise<KeyPair> {
    if (this.given) return this.given;
    this.kept ??= this.load();
    try {
      return await this.kept;
    } catch (error) {
      this.kept = null;
      throw error;
    }
  }

  /** Whether this is the public key; looks again, as another replica may have replaced the pair. */
  async matches(publicKey: string): Promise<boolean> {
    if ((await this.get()).publicKey === publicKey) return true;
    if (this.given) return false;
    this.kept = null;
    return (await this.get()).publicKey === publicKey;
  }

  private load(): Promise<KeyPair> {
    return this.database.transaction(async (queries) => {
      const found = await find(queries);
      const opened = found && this.open(found.privateKey);
      if (found && opened) return { publicKey: found.publicKey, privateKey: opened };
      return this.make(queries, found?.publicKey ?? null);
    });
  }

  /** Of several replicas that do this at once one wins, and all get its pair. */
  private async make(queries: Queries, instead: string | null): Promise<KeyPair> {
    const { default: webPush } = await import("web-push");
    const made = webPush.generateVAPIDKeys();
    await queries.query(
      "pushKeys.insert",
      `insert into push_keys (public_key, private_key) values ($1, $2)
       on conflict (singleton) do update set public_key = excluded.public_key, private_key = excluded.private_key,
         created_at = now() where push_keys.public_key = $3`,
      [made.publicKey, this.seal(made.privateKey), instead],
    );
    const kept = (await find(queries))!;
    const privateKey = this.open(kept.privateKey);
    if (privateKey === null) throw new Error("the push keys are sealed with another CAMPFIRE_SECRET_KEY than ours");
    return { publicKey: kept.publicKey, privateKey };
  }

  private seal(text: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.secret, nonce);
    return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  }

  private open(sealed: Buffer): string | null {
    const decipher = createDecipheriv("aes-256-gcm", this.secret, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString("utf8");
    } catch {
      return null;
    }
  }
}

async function find(queries: Queries): Promise<{ publicKey: string; privateKey: Buffer } | null> {
  const sql = `select public_key as "publicKey", private_key as "privateKey" from push_keys`;
  const [row] = await queries.query<{ publicKey: string; privateKey: Buffer }>("pushKeys.find", sql);
  return row ?? null;
}
