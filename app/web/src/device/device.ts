import { effect } from "@preact/signals";
import { api } from "../api.ts";
import { session } from "../chat-context.ts";
import { notified } from "../storage.ts";
import { watchBadge } from "./badge.ts";
import { watchInstall } from "./install.ts";
import { keepPush, support } from "./push.ts";
import { startWorker } from "./worker.ts";

/** What the chat is on this device beyond a page: its service worker, its badge, its notifications. */
export function watchDevice(): void {
  startWorker();
  watchInstall();
  watchBadge();
  effect(() => {
    const userId = session.value?.state.peek().me.id;
    // Nobody asked for it just now, so nobody is told when it fails; it is tried again with the next start.
    if (userId && notified.load(userId)) void keepNotified().catch(() => {});
  });
}

/** Subscriptions end with their session, and with the server's keys: who wanted one gets it again. */
async function keepNotified(): Promise<void> {
  if (support() !== "ready" || Notification.permission !== "granted") return;
  const { publicKey } = await api.push();
  if (publicKey !== null) await keepPush(publicKey);
}
