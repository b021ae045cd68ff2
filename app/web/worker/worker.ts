import { open, renew, show } from "./notifications.ts";
import { answer, forgetOldShells, keepShell } from "./shell.ts";

declare const self: ServiceWorkerGlobalScope;

/** Not every browser tells which subscription it was. */
interface SubscriptionChange extends ExtendableEvent {
  readonly oldSubscription: PushSubscription | null;
}

self.addEventListener("install", (event) => {
  // A new worker needn't wait: pages come from the server, and it keeps the files of the one before.
  event.waitUntil(Promise.all([keepShell(), self.skipWaiting()]));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(
    Promise.all([forgetOldShells(), self.registration.navigationPreload?.enable(), self.clients.claim()]),
  );
});
self.addEventListener("fetch", answer);
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(open(event.notification)));
self.addEventListener("pushsubscriptionchange", (event) => {
  const { oldSubscription } = event as SubscriptionChange;
  (event as SubscriptionChange).waitUntil(renew(oldSubscription));
});
