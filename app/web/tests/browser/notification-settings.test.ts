import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { problems } from "../support/axe.ts";
import { browserMissing } from "../support/browser.ts";
import { SERVER_KEY } from "../support/fake-push-calls.ts";
import { eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();

/**
 * A push service that gives out addresses: the browser's own needs the internet. It remembers over reloads, as the
 * browser's does; `leave` is what the person answers when the browser asks.
 */
function fakePushService({ leave }: { leave: NotificationPermission }): void {
  const kept = (): { endpoint: string; key: string } | null =>
    JSON.parse(localStorage.getItem("push-service") ?? "null");
  const keep = (value: unknown) => localStorage.setItem("push-service", JSON.stringify(value));
  const toSubscription = ({ endpoint, key }: { endpoint: string; key: string }) => ({
    options: {
      applicationServerKey: Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0))
        .buffer,
    },
    toJSON: () => ({ endpoint, keys: { p256dh: key, auth: "A".repeat(22) } }),
    unsubscribe: async () => {
      keep(null);
      return true;
    },
  });
  Object.assign(PushManager.prototype, {
    getSubscription: async () => (kept() ? toSubscription(kept()!) : null),
    subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
      const had = kept();
      if (had && had.key !== applicationServerKey) throw new DOMException("Another key", "InvalidStateError");
      if (!had) keep({ endpoint: `https://push.example.com/${Date.now()}`, key: applicationServerKey });
      return toSubscription(kept()!);
    },
  });
  const answered = () => localStorage.getItem("leave") as NotificationPermission | null;
  Object.defineProperty(Notification, "permission", { get: () => answered() ?? "default" });
  Notification.requestPermission = async () => {
    localStorage.setItem("leave", leave);
    return leave;
  };
}

describe.skipIf(browserMissing())("notification settings", () => {
  playOn(stage);

  async function open(leave: NotificationPermission = "granted", options: BrowserContextOptions = {}): Promise<Page> {
    const page = await stage.page(null, "/session/new", { serviceWorkers: "allow", ...options });
    stage.server.sessions.set("mine", stage.ana.id);
    await page.context().addCookies([{ name: "session", value: "mine", url: stage.url }]);
    await page.addInitScript(fakePushService, { leave });
    await show(page);
    return page;
  }
  async function show(page: Page): Promise<void> {
    await page.goto(`/rooms/${stage.room("Design").id}`);
    await page.getByRole("button", { name: "Notification settings" }).click();
    await page.getByRole("dialog", { name: "Notifications" }).waitFor();
  }
  const here = (page: Page) => page.getByRole("checkbox", { name: /Notify me on this device/ });
  /** The switch shows what was asked for at once; only then is it so. */
  const settled = (page: Page) => page.locator('.notifications[aria-busy="false"]').waitFor();
  const endpoints = () => stage.server.push.subscriptions.map(({ endpoint }) => endpoint);

  it("turn notifications on and off, by keyboard", async () => {
    const page = await open();
    await page.getByText("The browser will ask you whether Campfire may.").waitFor();
    expect(await here(page).isChecked()).toBe(false);
    await here(page).press("Space");
    await eventually(() => here(page).isChecked()).toBe(true);
    await settled(page);
    expect(endpoints()).toEqual([expect.stringMatching(/^https:\/\/push\.example\.com\//)]);
    await here(page).press("Space");
    await eventually(() => here(page).isChecked()).toBe(false);
    await settled(page);
    expect(endpoints()).toEqual([]);
    expect(await page.evaluate(() => localStorage.getItem("push-service"))).toBe("null");
  });

  it("send a test notification, and say so", async () => {
    const page = await open();
    await here(page).check();
    await page.getByRole("button", { name: "Send a test notification" }).click();
    await page.getByRole("status").filter({ hasText: "It appears in a moment." }).waitFor();
    expect(stage.server.push.tests).toEqual([100]);
  });

  it("ask for a look, once, with a dot on their button", async () => {
    const page = await stage.page(null, "/session/new");
    stage.server.sessions.set("mine", stage.ana.id);
    await page.context().addCookies([{ name: "session", value: "mine", url: stage.url }]);
    await page.addInitScript(fakePushService, { leave: "granted" as const });
    await page.goto(stage.path);
    const button = page.getByRole("button", { name: "Notification settings" });
    await eventually(() => button.getAttribute("class")).toContain("asking");
    await button.click();
    await page.getByRole("dialog", { name: "Notifications" }).waitFor();
    await page.reload();
    await eventually(() => button.getAttribute("class")).toBe("icon-button");
  });

  it("say what to do once the person has said no", async () => {
    const page = await open("denied");
    await here(page).click();
    await page.getByText("Notifications of this site are blocked in this browser.").waitFor();
    await page.getByRole("listitem").filter({ hasText: "Open this again." }).waitFor();
    expect(endpoints()).toEqual([]);
  });

  it("leave everything as it was when the question goes unanswered", async () => {
    const page = await open("default");
    await here(page).click();
    await page.getByText("The browser was not given leave to notify you.").waitFor();
    await eventually(() => here(page).isChecked()).toBe(false);
    expect(endpoints()).toEqual([]);
  });

  it("say that an iPhone needs the app on its home screen", async () => {
    const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1";
    const page = await open("granted", { userAgent });
    await page.addInitScript(() => Reflect.deleteProperty(window, "PushManager"));
    await show(page);
    await page.getByText("come only to an installed app: choose Share").waitFor();
    expect(await here(page).count()).toBe(0);
  });

  it("say when the server sends none", async () => {
    stage.server.push.publicKey = null;
    const page = await open();
    await page.getByText("Notifications are turned off on this server.").waitFor();
    expect(await here(page).count()).toBe(0);
  });

  it("say what went wrong, and stay as they were", async () => {
    const page = await open();
    await here(page).waitFor();
    stage.server.unavailable = true;
    await here(page).click();
    await page.getByRole("alert").filter({ hasText: "Campfire is having trouble right now." }).waitFor();
    stage.server.unavailable = false;
    expect(await here(page).isChecked()).toBe(false);
    await here(page).check();
    await eventually(() => endpoints().length).toBe(1);
  });

  it("list the other devices, and turn those off", async () => {
    const times = { createdAt: "2026-01-02T03:04:05.000Z", lastSuccessAt: null };
    const userAgent = "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1";
    stage.server.push.subscriptions.push({ id: 7, userAgent, ...times, endpoint: "https://push.example.com/other" });
    const page = await open();
    await page.getByRole("button", { name: "Turn off on Safari on iPhone" }).click();
    await eventually(() => endpoints().length).toBe(0);
    await eventually(() => page.getByText("Safari on iPhone").count()).toBe(0);
  });

  it("last over a lost subscription and over a new key of the server, until somebody signs out", async () => {
    const page = await open();
    await here(page).check();
    await eventually(() => endpoints().length).toBe(1);
    const [first] = endpoints();
    stage.server.push.subscriptions = [];
    await page.reload();
    await eventually(endpoints).toEqual([first]);
    stage.server.push.subscriptions = [];
    stage.server.push.publicKey = SERVER_KEY.replace("BEl6", "BEl7");
    await page.reload();
    await eventually(() => endpoints().length).toBe(1);
    expect(endpoints()).not.toEqual([first]);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await eventually(() => page.evaluate(() => localStorage.getItem("push-service"))).toBe("null");
    stage.server.push.subscriptions = [];
    stage.server.sessions.set("mine", stage.ana.id);
    await page.context().addCookies([{ name: "session", value: "mine", url: stage.url }]);
    await show(page);
    expect(await here(page).isChecked()).toBe(false);
    expect(endpoints()).toEqual([]);
  });

  it("offer to install the app where the browser can", async () => {
    const page = await open();
    await page.getByText("You are notified of what you aren’t looking at").waitFor();
    expect(await page.getByRole("button", { name: "Install Campfire" }).count()).toBe(0);
    await page.evaluate(() => {
      const asked = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
        prompt: async () => document.body.setAttribute("data-asked", ""),
      });
      dispatchEvent(asked);
    });
    await page.getByRole("button", { name: "Install Campfire" }).click();
    await page.locator("body[data-asked]").waitFor();
    await eventually(() => page.getByRole("button", { name: "Install Campfire" }).count()).toBe(0);
  });

  it.each(["light", "dark"] as const)("are accessible, %s, wide and narrow", async (colorScheme) => {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 800 },
    ]) {
      stage.server.push.subscriptions = [];
      const page = await stage.page(stage.ana, "/", { serviceWorkers: "allow", colorScheme, viewport });
      await page.addInitScript(fakePushService, { leave: "granted" as const });
      await page.goto(`/rooms/${stage.room("Design").id}`);
      if (viewport.width < 600) await page.getByRole("button", { name: /^Rooms/ }).click();
      await page.getByRole("button", { name: "Notification settings" }).click();
      await here(page).check();
      await page.getByRole("button", { name: "Send a test notification" }).click();
      await page.getByText("It appears in a moment.").waitFor();
      expect(await problems(page, colorScheme)).toEqual([]);
      if (process.env.SCREENSHOTS)
        await page.screenshot({
          path: `${process.env.SCREENSHOTS}/notifications-${colorScheme}-${viewport.width}.png`,
        });
      await page.context().close();
    }
  });

  it("say for each room how much of it one hears, and bring back what is hidden", async () => {
    const { chat } = stage.server;
    const long = "Whatever somebody pasted here ".repeat(6).trim();
    for (const name of ["Sprint 10", "Sprint 2", long]) chat.addRoom(name);
    stage.room("All Talk").involvement.set(stage.ana.id, "invisible");
    const page = await open();
    const dialog = page.getByRole("dialog", { name: "Notifications" });
    const levels = dialog.getByRole("combobox");
    await eventually(() => levels.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")))).toEqual(
      ["All Talk", "Design", "Sprint 2", "Sprint 10", long, "Ben Okafor"].map((name) => `Notifications of ${name}`),
    );
    const ends = await Promise.all([levels.last().boundingBox(), dialog.boundingBox()]);
    const [right, edge] = ends.map((box) => box!.x + box!.width);
    expect(right).toBeLessThan(edge!);
    const listed = page.getByRole("navigation").getByRole("link", { name: "All Talk", includeHidden: true });
    expect(await listed.count()).toBe(0);
    const level = dialog.getByRole("combobox", { name: "Notifications of All Talk" });
    expect(await level.inputValue()).toBe("invisible");
    await level.selectOption("Everything");
    await eventually(() => listed.count()).toBe(1);
    expect(stage.room("All Talk").involvement.get(stage.ana.id)).toBe("everything");
    stage.server.unavailable = true;
    await dialog.getByRole("combobox", { name: "Notifications of Design" }).selectOption("Nothing");
    await page.getByText("Campfire is having trouble").waitFor();
    await eventually(() => dialog.getByRole("combobox", { name: "Notifications of Design" }).inputValue()).toBe(
      "mentions",
    );
    stage.server.unavailable = false;
  });
});
