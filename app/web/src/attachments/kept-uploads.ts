import { createStore, delMany, entries, set } from "idb-keyval";

/** A file on its way, as it is kept over a reload. */
export interface KeptUpload {
  clientMessageId: string;
  userId: number;
  roomId: number;
  name: string;
  bytes: number;
  /** ISO 8601. */
  createdAt: string;
  /** Null where the device had no place for it: then it can only be told that it wasn't sent. */
  file: File | null;
}

// Opened only when there is something to keep or to look for.
let opened: ReturnType<typeof createStore> | undefined;
const store = () => {
  opened ??= createStore("campfire", "uploads");
  return opened;
};

let last: Promise<unknown> = Promise.resolve();

/** One after another, so that nothing is kept after it was let go. A browser that refuses to keep things only loses the memory. */
function inTurn<T>(action: () => Promise<T>, otherwise: T): Promise<T> {
  const done = last.then(action).catch(() => otherwise);
  last = done;
  return done;
}

export function keepUpload(upload: KeptUpload): Promise<void> {
  const keep = (kept: KeptUpload) => set(kept.clientMessageId, kept, store());
  return inTurn(() => keep(upload).catch(() => keep({ ...upload, file: null })), undefined);
}

export const letUploadGo = (clientMessageId: string): Promise<void> =>
  inTurn(() => delMany([clientMessageId], store()), undefined);

/** What this person has not sent, the oldest first. */
export const keptUploads = (userId: number): Promise<KeptUpload[]> =>
  inTurn(async () => {
    const all = await entries<string, KeptUpload>(store());
    const own = all.map(([, upload]) => upload).filter((upload) => upload.userId === userId);
    return own.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }, []);

/** Forgets everything of one person, on signing out. */
export async function forgetUploads(userId: number): Promise<void> {
  const own = await keptUploads(userId);
  await inTurn(
    () =>
      delMany(
        own.map(({ clientMessageId }) => clientMessageId),
        store(),
      ),
    undefined,
  );
}

const released = new Map<string, () => void>();

/** Resolves to whether this page alone has the upload now; another one has it until it is released or its page is gone. */
export function claim(clientMessageId: string): Promise<boolean> {
  // Without locks (no https) a file may go twice; it is one message all the same.
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const options = { ifAvailable: true };
    void navigator.locks.request(`campfire:upload:${clientMessageId}`, options, (lock) => {
      resolve(lock !== null);
      if (lock) return new Promise<void>((release) => released.set(clientMessageId, release));
    });
  });
}

export function release(clientMessageId: string): void {
  released.get(clientMessageId)?.();
  released.delete(clientMessageId);
}
