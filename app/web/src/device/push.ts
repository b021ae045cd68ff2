import { ApiError, api } from "../api.ts";
import type { NewSubscription } from "../protocol.ts";
import { isApple, isInstalled } from "./install.ts";
import { worker } from "./worker.ts";

/**
 * Whether this browser can notify:
 *   ready      it can, or can be asked to
 *   denied     the person said no to the browser, and only the browser's own settings undo that
 *   install    an iPhone or iPad, which notifies only from the home screen
 *   insecure   the chat wasn't opened over https
 *   missing    it can't
 */
export type Support = "ready" | "denied" | "install" | "insecure" | "missing";

export function support(): Support {
  if (!isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window))
    return isApple() && !isInstalled() ? "install" : "missing";
  return Notification.permission === "denied" ? "denied" : "ready";
}

/** This browser's subscription; null when it has none. */
async function current(): Promise<PushSubscription | null> {
  if (support() !== "ready") return null;
  return (await worker()).pushManager.getSubscription();
}

/** Asks the browser for leave; must be called by a click. */
export const askLeave = async (): Promise<boolean> => (await Notification.requestPermission()) === "granted";

/** Subscribes this browser for the session, whatever it had before. */
export async function keepPush(publicKey: string): Promise<void> {
  const { pushManager } = await worker();
  const subscribe = async () => {
    const had = await pushManager.getSubscription();
    if (had && keyOf(had) !== publicKey) await had.unsubscribe();
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
    await api.keepSubscription({ ...(made.toJSON() as Omit<NewSubscription, "serverKey">), serverKey: publicKey });
  };
  try {
    await subscribe();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "conflict") throw error;
    await endPush();
    await subscribe();
  }
}

/** Ends this browser's subscription on its own side; the server's ends with it, or with the session. */
export async function endPush(): Promise<void> {
  await (await current().catch(() => null))?.unsubscribe().catch(() => false);
}

/** The public key that a subscription was made with, as the server writes it. */
function keyOf(subscription: PushSubscription): string {
  const bytes = new Uint8Array(subscription.options.applicationServerKey ?? new ArrayBuffer(0));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
