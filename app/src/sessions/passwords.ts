import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

// OWASP's password storage cheat sheet: N = 2^14, r = 8, p = 5 takes 16 MiB and as long as its other choices.
const PARAMETERS = { ln: 14, r: 8, p: 5 };
const KEY_BYTES = 32;
// libuv has four threads, which files and name look-ups need too; this also bounds the memory.
const CONCURRENT = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** A salted scrypt hash in the PHC format, made off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, PARAMETERS, KEY_BYTES);
  const { ln, r, p } = PARAMETERS;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString("base64")}$${key.toString("base64")}`;
}

/** Whether the hash came from another chat, as bcrypt made it: it is replaced when its owner signs in. */
export const isImported = (hash: string | null): boolean => /^\$2[aby]?\$/.test(hash ?? "");

/**
 * Whether the password made this hash. Without a hash (nobody has that address) it takes as long and says no,
 * so that the time doesn't tell who has an account.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  // Off the server's own path: loaded in the weeks after an import only.
  if (isImported(hash)) return (await import("bcryptjs")).compare(password, hash!);
  const parts = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? "");
  if (!parts) {
    await derive(password, randomBytes(16), PARAMETERS, KEY_BYTES);
    return false;
  }
  const [, ln, r, p, salt, key] = parts as unknown as [string, string, string, string, string, string];
  const expected = Buffer.from(key, "base64");
  const parameters = { ln: Number(ln), r: Number(r), p: Number(p) };
  return timingSafeEqual(await derive(password, Buffer.from(salt, "base64"), parameters, expected.length), expected);
}

async function derive(password: string, salt: Buffer, { ln, r, p }: typeof PARAMETERS, bytes: number): Promise<Buffer> {
  if (running >= CONCURRENT) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await new Promise((resolve, reject) => {
      const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
      scrypt(password.normalize("NFKC"), salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
    });
  } finally {
    // The place is handed over, so that nobody slips in between.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
