import type { CDPSession, Page, Worker } from "playwright-core";
import { expect } from "vitest";

/** The page's service worker, once it has taken the page over. */
export async function workerOf(page: Page): Promise<Worker> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resume) => setTimeout(resume, 20));
  });
  await expect.poll(() => page.context().serviceWorkers().length).toBeGreaterThan(0);
  return page.context().serviceWorkers().at(-1)!;
}

/**
 * Has the browser act as if its push service had brought this, until it is shown. Chromium forgets a notification whose
 * list is asked for while it is being shown: who polls for it must not begin before.
 */
export async function push(page: Page, data: string): Promise<void> {
  const worker = await workerOf(page);
  await worker.evaluate(tellWhenShown);
  const devtools: CDPSession = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  const origin = new URL(page.url()).origin;
  await devtools.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registration, data });
  await worker.evaluate(() => (globalThis as unknown as { shown: Promise<void> }).shown);
  await devtools.detach();
}

/** In the worker: `shown` comes true with the next notification. */
function tellWhenShown(): void {
  const scope = globalThis as unknown as { registration: ServiceWorkerRegistration; shown: Promise<void> };
  const { registration } = scope;
  scope.shown = new Promise((resolve, reject) => {
    registration.showNotification = async (...notification) => {
      Reflect.deleteProperty(registration, "showNotification");
      await registration.showNotification(...notification).then(resolve, reject);
    };
  });
}

export interface Shown {
  title: string;
  body: string;
  tag: string;
  icon: string;
}

/** The notifications that the browser shows. */
export const shown = (page: Page): Promise<Shown[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const notifications = await registration.getNotifications();
    return notifications.map(({ title, body, tag, icon }) => ({ title, body, tag, icon: new URL(icon).pathname }));
  });

/** As if the person clicked the one with this title. */
export const click = (worker: Worker, title: string): Promise<void> =>
  worker.evaluate(async (wanted) => {
    // biome-ignore lint/suspicious/noExplicitAny: this runs in the worker, whose types these tests don't have
    const scope = globalThis as any;
    const notifications: Notification[] = await scope.registration.getNotifications();
    const notification = notifications.find((one) => one.title === wanted);
    scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
  }, title);
