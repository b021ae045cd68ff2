import { existsSync, readFileSync, rmSync } from "node:fs";
import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EngineError, messageOf } from "../errors.ts";
import { type Checkpoint, readCheckpoint, type StoredState, saltOf, writeCheckpoint } from "./checkpoint.ts";
import type { Crypter, Passphrase } from "./passphrase.ts";

/** The state of one stack, in one file. */
export interface StateStore {
  file: string;
  /** What the last run left. */
  initial: StoredState;
  /** Whether there was a file. */
  existed: boolean;
  /** Writes what `current` returns; resolves once it is on the disk. Calls that come while one is written share the next. */
  save(current: () => StoredState): Promise<void>;
  /** Deletes the file and its backup. */
  forget(): void;
}

export const stateFileOf = (folder: string, stack: string): string => join(folder, `${stack}.json`);
export const backupOf = (file: string): string => `${file}.bak`;
export const hasState = (folder: string, stack: string): boolean => existsSync(stateFileOf(folder, stack));

/** The version of the official engine whose behaviour this one follows; its CLI reads states of any lower version. */
const engineVersion = "v3.260.0";

/** Opens the state of a stack, or starts an empty one. A broken file is never touched. */
export async function openStore(folder: string, stack: string, passphrase: () => Passphrase): Promise<StateStore> {
  const file = stateFileOf(folder, stack);
  const existed = existsSync(file);
  const { crypter, initial } = existed
    ? await readState(file, passphrase)
    : { crypter: await passphrase().create(), initial: { resources: [], pending: [] } };
  const save = coalesced(async (state) => {
    const checkpoint = writeCheckpoint(state, remembering(crypter), engineVersion);
    await writeDurably(file, `${JSON.stringify(checkpoint, null, 1)}\n`);
  });
  if (existed) await copyFile(file, backupOf(file));
  return {
    file,
    initial,
    existed,
    save,
    forget() {
      for (const each of [file, backupOf(file)]) rmSync(each, { force: true });
    },
  };
}

/** The state of a stack for a run that changes nothing: no file is made, moved or written. */
export async function readOnlyStore(folder: string, stack: string, passphrase: () => Passphrase): Promise<StateStore> {
  const file = stateFileOf(folder, stack);
  const existed = existsSync(file);
  const initial = existed ? (await readState(file, passphrase)).initial : { resources: [], pending: [] };
  const refuse = () => {
    throw new Error("this run was to change nothing");
  };
  return { file, existed, initial, save: refuse, forget: refuse };
}

/** Reads a stack's state without the intent to change it. */
export async function readState(
  file: string,
  passphrase: () => Passphrase,
): Promise<{ crypter: Crypter; initial: StoredState }> {
  try {
    const checkpoint = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
    const salt = saltOf(checkpoint);
    if (typeof salt !== "string") throw new Error("it does not say how its secrets are encrypted");
    const crypter = await passphrase().unlock(salt, file);
    return { crypter, initial: readCheckpoint(checkpoint, crypter) };
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const backup = backupOf(file);
    const remedy = existsSync(backup)
      ? `The state before the last run is in ${backup}: look at both, and copy it over the broken one if it is whole.`
      : "There is no backup of it: restore the file from a copy of yours.";
    throw new EngineError({
      code: "state-broken",
      message: `The state file ${file} can't be read: ${messageOf(error)}`,
      remedy,
    });
  }
}

/** One write at a time; whoever asks meanwhile gets the one after it, which holds all that was changed until it starts. */
function coalesced(write: (state: StoredState) => Promise<void>): StateStore["save"] {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return (current) => {
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined;
        running = write(current());
        return running;
      });
    return next;
  };
}

/** Written beside, flushed to the disk, then renamed over: at any moment the file is whole, the old or the new one. */
async function writeDurably(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(beside, "w", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw new EngineError({
      code: (error as NodeJS.ErrnoException).code === "ENOSPC" ? "disk-full" : "state-write",
      message: `The state file ${file} can't be written: ${messageOf(error)}`,
      remedy: "Make room or mend the permissions, then run the command again: it goes on from what the file holds.",
    });
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The same text keeps its ciphertext within a run, so that a write costs no more than what changed. */
function remembering(crypter: Crypter): Crypter {
  const known = knownCiphertexts.get(crypter) ?? new Map<string, string>();
  knownCiphertexts.set(crypter, known);
  return {
    ...crypter,
    encrypt(plaintext) {
      const ciphertext = known.get(plaintext) ?? crypter.encrypt(plaintext);
      known.set(plaintext, ciphertext);
      return ciphertext;
    },
  };
}

const knownCiphertexts = new WeakMap<Crypter, Map<string, string>>();
