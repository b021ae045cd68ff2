import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { EngineError } from "../errors.ts";

/** Encrypts and decrypts texts with one key. */
export interface Crypter {
  /** `v1:<salt>:v1:<nonce>:<check>`: what the state stores to find the key, and to know a wrong passphrase. */
  salt: string;
  encrypt(plaintext: string): string;
  decrypt(ciphertext: string): string;
}

/** A passphrase, from which keys are made. */
export interface Passphrase {
  /** Where it came from, for messages. */
  source: string;
  /** The crypter of a salt that a state or stack file (`where`) holds. */
  unlock(salt: string, where: string): Promise<Crypter>;
  /** A crypter with a new salt. */
  create(): Promise<Crypter>;
}

// The format of Pulumi's passphrase secrets manager, which the official CLI reads and writes:
// PBKDF2 (SHA-256) makes an AES-256-GCM key; a ciphertext is v1:<base64 nonce>:<base64 data and tag>.
const iterations = 1_000_000;
const keyBytes = 32;
const saltBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const checkText = "pulumi";

export function passphraseOf(text: string, source: string): Passphrase {
  const crypters = new Map<string, Promise<Crypter>>();
  return {
    source,
    unlock(salt, where) {
      const known = crypters.get(salt) ?? openSalt(text, salt, source, where);
      crypters.set(salt, known);
      return known;
    },
    async create() {
      const bytes = randomBytes(saltBytes);
      const crypter = await crypterOf(text, bytes);
      return { ...crypter, salt: `v1:${bytes.toString("base64")}:${crypter.encrypt(checkText)}` };
    },
  };
}

/** The passphrase of the environment, else the one kept in `file`, which is made at its first use (mode 0600). */
export function findPassphrase(file: string, env: NodeJS.ProcessEnv = process.env): Passphrase {
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined) {
    return passphraseOf(env.PULUMI_CONFIG_PASSPHRASE, "PULUMI_CONFIG_PASSPHRASE");
  }
  const named = env.PULUMI_CONFIG_PASSPHRASE_FILE;
  if (named) return passphraseOf(readFileSync(named, "utf8").trim(), named);
  return passphraseOf(readOrMake(file), file);
}

/**
 * Removes the file unless something is encrypted with it, or about to be. Whoever is about to has a lock before it reads the passphrase: one whose
 * lock came after the first look has read it, and gets it back, or makes another.
 */
export function forgetPassphrase(file: string, isNeeded: () => boolean): void {
  if (isNeeded()) return;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if (isNeeded()) putInPlace(aside, file);
  else rmSync(aside);
}

/** The `down` of another stack may take it away at any moment, and then it is made anew. */
function readOrMake(file: string): string {
  try {
    chmodSync(file, 0o600);
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    makePassphrase(file);
    return readOrMake(file);
  }
}

/** Appears with its content or not at all, so that two commands that start at once end up with the same one. */
function makePassphrase(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  putInPlace(beside, file);
}

/** Unless there is one by now. */
function putInPlace(beside: string, file: string): void {
  try {
    linkSync(beside, file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(beside);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

async function openSalt(text: string, salt: string, source: string, where: string): Promise<Crypter> {
  const [version, base64, ...check] = salt.split(":");
  if (version !== "v1" || !base64) {
    throw new EngineError({
      code: "secrets-format",
      message: `${where} holds a salt that is not of the passphrase secrets manager`,
      remedy: "Use the official CLI for this stack (--engine cli).",
    });
  }
  const crypter = { ...(await crypterOf(text, Buffer.from(base64, "base64"))), salt };
  try {
    if (crypter.decrypt(check.join(":")) === checkText) return crypter;
  } catch {
    // A wrong key fails the authentication of the text: told below.
  }
  throw new EngineError({
    code: "wrong-passphrase",
    message: `The passphrase of ${source} does not open ${where}`,
    setting: "PULUMI_CONFIG_PASSPHRASE",
    remedy: "Set it to the passphrase that the stack was made with.",
  });
}

async function crypterOf(text: string, salt: Buffer): Promise<Crypter> {
  const key = await promisify(pbkdf2)(text, salt, iterations, keyBytes, "sha256");
  return {
    salt: "",
    encrypt(plaintext) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const data = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1:${nonce.toString("base64")}:${data.toString("base64")}`;
    },
    decrypt(ciphertext) {
      const [, nonce = "", data = ""] = ciphertext.split(":");
      const bytes = Buffer.from(data, "base64");
      const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
      decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString("utf8");
    },
  };
}
