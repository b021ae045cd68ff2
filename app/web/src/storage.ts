import type { Pending } from "./sync/state.ts";

/**
 * What outlives a reload, in localStorage, kept apart by user since several may use one browser. Each unsent message has an entry of its own, so
 * that two tabs don't overwrite each other's. A browser that refuses storage only loses the memory.
 */
const PREFIX = "campfire";

function attempt<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

const read = (key: string) => attempt(() => localStorage.getItem(key), null);
const write = (key: string, value: string) =>
  attempt(() => (value ? localStorage.setItem(key, value) : localStorage.removeItem(key)), undefined);
const keysWith = (prefix: string) =>
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix)), []);

export interface OutboxStorage {
  load(): Pending[];
  keep(pending: Pending): void;
  remove(clientMessageId: string): void;
}

export function outboxStorage(userId: number): OutboxStorage {
  const prefix = `${PREFIX}:${userId}:unsent:`;
  return {
    load: () =>
      keysWith(prefix)
        .flatMap((key) => attempt(() => [JSON.parse(read(key) ?? "") as Pending], []))
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt)),
    keep: (pending) => write(prefix + pending.clientMessageId, JSON.stringify(pending)),
    remove: (clientMessageId) => write(prefix + clientMessageId, ""),
  };
}

export const drafts = {
  load: (userId: number, roomId: number) => read(`${PREFIX}:${userId}:draft:${roomId}`) ?? "",
  keep: (userId: number, roomId: number, text: string) => write(`${PREFIX}:${userId}:draft:${roomId}`, text),
  /** The rooms that have one. */
  rooms: (userId: number): number[] => {
    const prefix = `${PREFIX}:${userId}:draft:`;
    return keysWith(prefix)
      .filter((key) => read(key)?.trim())
      .map((key) => Number(key.slice(prefix.length)));
  },
};

/** Whether somebody wants to be notified in this browser: remembered, as subscriptions end by themselves now and then. */
export const notified = {
  load: (userId: number) => read(`${PREFIX}:${userId}:notified`) === "yes",
  keep: (userId: number, wanted: boolean) => write(`${PREFIX}:${userId}:notified`, wanted ? "yes" : ""),
  /** Whether they have looked at where it is set. */
  seen: (userId: number) => read(`${PREFIX}:${userId}:notified:seen`) === "yes",
  keepSeen: (userId: number) => write(`${PREFIX}:${userId}:notified:seen`, "yes"),
};

/** Of the device, whoever uses it: sounds disturb who sits nearby. */
export const soundSetting = {
  muted: () => read(`${PREFIX}:sounds`) === "muted",
  keep: (muted: boolean) => write(`${PREFIX}:sounds`, muted ? "muted" : ""),
};

/** In a cookie, so that the server leads `/` to it without a detour (docs/protocol.md). */
export const lastRoom = {
  load: () => Number(/(?:^|; )last_room=(\d+)/.exec(document.cookie)?.[1]) || null,
  keep: (roomId: number) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is too young for it
    document.cookie = `last_room=${roomId}; Path=/; Max-Age=31536000; SameSite=Lax`;
  },
};

/** Forgets everything about one user, on signing out. */
export function forgetUser(userId: number): void {
  for (const key of keysWith(`${PREFIX}:${userId}:`)) write(key, "");
  lastRoom.keep(0);
}
