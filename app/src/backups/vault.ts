import { createCipheriv, createDecipheriv, createHmac, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { BackupError } from "./errors.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what goes into a backup with keys derived from CAMPFIRE_BACKUP_KEY: compressed, AES-256-GCM. */
export class Vault {
  private readonly encryptionKey: Buffer;
  private readonly namingKey: Buffer;

  private constructor(keys: Buffer) {
    this.encryptionKey = keys.subarray(0, 32);
    this.namingKey = keys.subarray(32);
  }

  /** The salt is fixed, so that the secret alone opens a backup; it should be random and long. */
  static async open(secret: string): Promise<Vault> {
    const derive = promisify<string, string, number, Buffer>((secretText, salt, length, done) =>
      scrypt(secretText, salt, length, { N: 2 ** 14, r: 8, p: 5, maxmem: 2 ** 26 }, done),
    );
    return new Vault(await derive(secret, "campfire backup, format 1", 64));
  }

  /** The same content always has the same name, which tells nothing to who doesn't hold the key. */
  nameOf(content: Buffer | string): string {
    return createHmac("sha256", this.namingKey).update(content).digest("hex");
  }

  /** `name` is bound to the sealed content, so that nobody can exchange one for another. */
  async seal(name: string, content: Buffer): Promise<Buffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.encryptionKey, nonce).setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(await promisify(gzip)(content)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  async unseal(name: string, sealed: Buffer): Promise<Buffer> {
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.encryptionKey, sealed.subarray(0, NONCE_BYTES));
      decipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const body = sealed.subarray(NONCE_BYTES + TAG_BYTES);
      return await promisify(gunzip)(Buffer.concat([decipher.update(body), decipher.final()]));
    } catch {
      throw new BackupError("backup_damaged", `The backup's object ${name} is damaged. Restore another backup.`);
    }
  }
}
