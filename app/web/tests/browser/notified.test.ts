import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { ClientFrame } from "../../src/protocol.ts";
import { browserMissing } from "../support/browser.ts";
import { eventually, playOn, Stage } from "../support/stage.ts";
import { click, push, shown, workerOf } from "../support/worker.ts";

const stage = new Stage();

describe.skipIf(browserMissing())("a notification", () => {
  playOn(stage);

  const open = async (path = `/rooms/${stage.room("Design").id}`): Promise<Page> => {
    const options = { serviceWorkers: "allow" as const, permissions: ["notifications"] };
    const page = await stage.page(stage.ana, path, options);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await workerOf(page);
    return page;
  };
  const news = (news: object = {}) => {
    const roomId = stage.room("All Talk").id;
    const path = `/rooms/${roomId}/@${stage.room("All Talk").messages.at(-1)?.id ?? 1}`;
    return JSON.stringify({
      title: "All Talk",
      body: "Ben: <b>hi</b> 🔥",
      icon: null,
      path,
      badge: 3,
      roomId,
      ...news,
    });
  };

  it("says what was said, and puts the number on the app's icon", async () => {
    const page = await open();
    stage.server.say(stage.room("All Talk").id, stage.ben, "hi");
    await page.getByRole("link", { name: /All Talk.*1 unread/ }).waitFor();
    const worker = await workerOf(page);
    await worker.evaluate(() => {
      const scope = globalThis as unknown as { badges: number[] };
      scope.badges = [];
      Object.assign(navigator, { setAppBadge: async (count: number) => void scope.badges.push(count) });
    });
    await push(page, news());
    const icon = expect.stringMatching(/^\/assets\/icon-192-/);
    const tag = `room-${stage.room("All Talk").id}`;
    await eventually(() => shown(page)).toEqual([{ title: "All Talk", body: "Ben: <b>hi</b> 🔥", tag, icon }]);
    expect(await worker.evaluate(() => (globalThis as unknown as { badges: number[] }).badges)).toEqual([3]);
    // The newest of a room takes the place of the one before.
    await push(page, news({ body: "Ben: again" }));
    await eventually(async () => (await shown(page)).map(({ body }) => body)).toEqual(["Ben: again"]);
  });

  it("that can't be read is shown as something new", async () => {
    const page = await open();
    await push(page, "no JSON");
    await eventually(async () => (await shown(page)).map(({ body }) => body)).toEqual(["There is something new."]);
  });

  it("leads to its message in the window that is open, and to nowhere else", async () => {
    const page = await open();
    const worker = await workerOf(page);
    const message = stage.server.say(stage.room("All Talk").id, stage.ben, "over here");
    await push(page, news());
    await eventually(async () => (await shown(page)).length).toBe(1);
    await click(worker, "All Talk");
    await page.waitForURL(`**/rooms/${message.roomId}/@${message.id}`);
    await page.getByRole("heading", { level: 1, name: "All Talk" }).waitFor();
    for (const [title, path] of [
      ["Elsewhere", "https://evil.example/"],
      ["Nowhere", "/api/state"],
    ] as const) {
      await push(page, news({ title, path, roomId: null }));
      await eventually(async () => (await shown(page)).map((one) => one.title)).toEqual([title]);
      await click(worker, title);
      await eventually(async () => (await shown(page)).length).toBe(0);
    }
    expect(page.context().pages()).toHaveLength(1);
    expect(new URL(page.url()).pathname).toBe(`/rooms/${message.roomId}/@${message.id}`);
  });

  it("goes away when its room is read", async () => {
    const page = await open();
    const room = stage.room("All Talk");
    stage.server.say(room.id, stage.ben, "hi");
    await page.getByRole("link", { name: /All Talk.*1 unread/ }).waitFor();
    await push(page, news());
    await push(page, news({ title: "Other", roomId: null }));
    await eventually(async () => (await shown(page)).length).toBe(2);
    await page.getByRole("link", { name: /All Talk/ }).click();
    await eventually(async () => (await shown(page)).map(({ title }) => title)).toEqual(["Other"]);
  });
});

describe.skipIf(browserMissing())("which room needs no notification", () => {
  playOn(stage);

  it("is the one on a page that can be seen, as the server is told at once", async () => {
    const [design, talk] = [stage.room("Design").id, stage.room("All Talk").id];
    const page = await stage.page(stage.ana);
    const told: (number | null | undefined)[] = [];
    page.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        const frame = JSON.parse(String(payload)) as ClientFrame;
        if (frame.type === "seen" && told.at(-1) !== frame.roomId) told.push(frame.roomId);
      }),
    );
    await page.goto(`/rooms/${design}`);
    await eventually(() => told.at(-1)).toBe(design);
    // The page before may have told of its room yet.
    told.splice(0, told.length - 1);
    await page.getByRole("link", { name: /All Talk/ }).click();
    await eventually(() => told).toEqual([design, talk]);
    const show = (state: string) =>
      page.evaluate((value) => {
        Object.defineProperty(document, "visibilityState", { value, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await show("hidden");
    await eventually(() => told).toEqual([design, talk, null]);
    // Back and forward buttons of the browser work on pages that are hidden too.
    await page.evaluate("history.back()");
    // The address is there before the page is: seen at once, it would show the room before.
    await page.getByRole("heading", { level: 1, name: "Design" }).waitFor();
    await show("visible");
    await eventually(() => told).toEqual([design, talk, null, design]);
  });
});

describe.skipIf(browserMissing())("the badge", () => {
  playOn(stage);

  it("counts conversations with something new on the icon, in the title and as a dot, until they are read", async () => {
    const page = await stage.page(stage.ana, "/");
    await page.addInitScript(() => {
      const badges: number[] = [];
      Object.assign(window, { badges });
      Object.assign(navigator, {
        setAppBadge: async (count: number) => void badges.push(count),
        clearAppBadge: async () => void badges.push(0),
      });
    });
    await page.goto(`/rooms/${stage.room("Design").id}`);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    const badge = () => page.evaluate(() => (window as unknown as { badges: number[] }).badges.at(-1));
    const icon = () => page.locator("link[rel=icon]").getAttribute("href");
    const plain = await icon();
    await eventually(badge).toBe(0);
    stage.server.say(stage.room("All Talk").id, stage.ben, "one");
    stage.server.say(stage.server.chat.rooms[2]!.id, stage.ben, "two");
    await eventually(badge).toBe(2);
    await eventually(() => page.title()).toMatch(/^\(2\) /);
    expect(await icon()).toMatch(/favicon-unread/);
    await page.getByRole("link", { name: /All Talk/ }).click();
    await eventually(badge).toBe(1);
    await page.getByRole("link", { name: /Ben Okafor/ }).click();
    await eventually(badge).toBe(0);
    expect(await icon()).toBe(plain);
    stage.server.say(stage.room("Design").id, stage.ben, "three");
    await eventually(badge).toBe(1);
    await page.getByRole("button", { name: "Sign out" }).click();
    await eventually(badge).toBe(0);
    expect(await icon()).toBe(plain);
  });
});
