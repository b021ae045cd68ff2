import type { NewSubscription, PushNotification } from "../../src/protocol/push.ts";
import { badge, icon } from "./shell.ts";

declare const self: ServiceWorkerGlobalScope;

/** Shows what came. Browsers want something to be shown for each push, or they end the subscription. */
export async function show(data: PushMessageData | null): Promise<void> {
  const news = read(data);
  const options = {
    body: news.body,
    icon: news.icon ?? icon,
    badge,
    // One for each room: the newest takes the place of the one before, and is heard again.
    tag: news.roomId === null ? "campfire" : `room-${news.roomId}`,
    renotify: true,
    data: { path: news.path, roomId: news.roomId },
  };
  await Promise.all([
    self.registration.showNotification(news.title, options),
    // Not every system has badges, and some only where the app is installed.
    (news.badge > 0 ? self.navigator.setAppBadge?.(news.badge) : self.navigator.clearAppBadge?.())?.catch(() => {}),
  ]);
}

function read(data: PushMessageData | null): PushNotification {
  try {
    return data!.json() as PushNotification;
  } catch {
    return { title: "Campfire", body: "There is something new.", icon: null, path: "/", badge: 1, roomId: null };
  }
}

/** Leads to what the notification is about: in a window that is open, else in a new one. */
export async function open(notification: Notification): Promise<void> {
  notification.close();
  const { path = "/" } = (notification.data ?? {}) as { path?: string };
  const url = new URL(path, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const window = windows.find(({ focused }) => focused) ?? windows[0];
  if (!window) return void (await self.clients.openWindow(url.href));
  window.postMessage({ type: "open", path: url.pathname });
  await window.focus();
}

/**
 * The browser replaced its subscription: the chat is told of the new one. Where there was none before, nobody asked for
 * one; and signed out, there is nobody to tell. What this misses the page makes up for when it is next opened.
 */
export async function renew(before: PushSubscription | null): Promise<void> {
  if (before === null) return;
  const known = await fetch("/api/push");
  if (!known.ok) return;
  const { publicKey } = (await known.json()) as { publicKey: string | null };
  if (publicKey === null) return;
  const made = await self.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const body = { ...made.toJSON(), serverKey: publicKey } as NewSubscription;
  await fetch("/api/push/subscriptions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
