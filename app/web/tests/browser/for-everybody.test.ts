import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { problems } from "../support/axe.ts";
import { browserMissing } from "../support/browser.ts";
import { article, eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const still = { reducedMotion: "reduce" } as const;

describe.skipIf(browserMissing())("for everybody", () => {
  playOn(stage);
  beforeEach(() => {
    stage.fill("Design", 12);
    const { chat } = stage.server;
    const boosts = ["🎉", "well said"].map((content, index) => ({
      id: 900 + index,
      userId: stage.ana.id,
      content,
      createdAt: new Date().toISOString(),
    }));
    chat.change(stage.room("Design").messages[11]!, { boosts, editedAt: new Date().toISOString() });
    chat.bots.push({
      id: 99,
      name: "Deployer",
      active: true,
      key: "99-abcdefghijkl",
      webhookUrl: null,
      webhookSecret: "whsec",
    });
  });

  it.each(["light", "dark"] as const)("axe finds nothing wrong (%s)", { timeout: 240_000 }, async (colorScheme) => {
    const path = `/rooms/${stage.room("Design").id}`;
    const found: Record<string, string[]> = {};
    const look = async (name: string, page: Page) => {
      const wrong = await problems(page, colorScheme);
      if (wrong.length) found[name] = wrong;
    };
    const page = await stage.page(stage.ana, path, { colorScheme, ...still });
    await article(page, "Message 12").waitFor();
    await look("room", page);
    for (const [dialog, opener] of Object.entries({
      "new room": "New room",
      "direct message": "New direct message",
      invite: "Invite people",
      switcher: "Jump to…",
      search: "Search messages",
      "room settings": "Room settings",
    })) {
      await page.getByRole("button", { name: opener }).click();
      await page.getByRole("dialog").waitFor();
      await look(dialog, page);
      await page.keyboard.press("Escape");
    }
    for (const [menu, opener] of Object.entries({ bell: /^Notifications/, administration: "Administration" })) {
      await page.getByRole("button", { name: opener }).click();
      await page.getByRole("menu").waitFor();
      await look(menu, page);
      await page.keyboard.press("Escape");
    }
    await page.getByRole("button", { name: "Administration" }).click();
    await page.getByRole("menuitem", { name: "Audit log" }).click();
    await page.getByRole("list", { name: "Events" }).waitFor({ state: "attached" });
    await look("audit log", page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Administration" }).click();
    await page.getByRole("menuitem", { name: "Bots" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Deployer" }).click();
    await page.getByRole("combobox").waitFor();
    await look("bot", page);
    await page.keyboard.press("Escape");
    await article(page, "Message 12").hover();
    await article(page, "Message 12").getByRole("button", { name: "Boost", exact: true }).click();
    await look("boosts", page);
    const narrow = await stage.page(stage.ana, path, { colorScheme, ...still, ...phone });
    await article(narrow, "Message 12").waitFor();
    await look("phone", narrow);
    await narrow.getByRole("button", { name: "Rooms" }).click();
    await look("drawer", narrow);
    for (const address of [
      "/first_run",
      "/session/new",
      "/session/forgot",
      "/session/reset/x",
      `/join/${stage.server.chat.joinCode}`,
      "/nowhere",
    ]) {
      const welcome = await stage.page(null, address, { colorScheme, ...still });
      await welcome.getByRole("heading", { level: 1 }).waitFor();
      await look(address, welcome);
    }
    expect(found).toEqual({});
  });

  it("jumps between rooms with Ctrl+K, the arrows and Enter", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Room or person" }).waitFor();
    await page.keyboard.type("tal");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "All Talk" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  });

  it("walks the messages with the arrows, and opens the one in focus with Enter", async () => {
    const { id, messages, read } = stage.room("Design");
    read.set(stage.ana.id, 12);
    const page = await stage.page(stage.ana, `/rooms/${id}`);
    await article(page, "Message 12").waitFor();
    await page.getByRole("log").focus();
    for (const key of ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/rooms/${id}/@${messages[10]!.id}`);
  });

  it("begins with a button that skips to the message box", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`, phone);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("message");
  });

  it("reads new messages of others out once, and no history", async () => {
    const { id } = stage.room("Design");
    const page = await stage.page(stage.ana, `/rooms/${id}`);
    await article(page, "Message 12").waitFor();
    const region = page.getByRole("region", { name: "Design" }).getByRole("status");
    stage.server.say(id, stage.ben, "Listen");
    await eventually(() => region.allTextContents()).toContain("Ben Okafor: Listen");
    expect((await region.allTextContents()).join()).not.toContain("Message 12");
  });

  it("has a drawer on a phone that Escape closes, with the focus going in and back", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`, phone);
    await page.getByRole("button", { name: "Rooms" }).click();
    await page.getByRole("link", { name: "All Talk" }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest("#sidebar") !== null)).toBe(true);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("link", { name: "All Talk" }).count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("menu-button");
    await page.getByRole("button", { name: "Rooms" }).click();
    await page.getByRole("link", { name: "All Talk" }).click();
    await page.getByRole("heading", { name: "All Talk" }).waitFor();
  });

  it("shows right-to-left text from the right, and text that looks like code as text", async () => {
    const { id } = stage.room("Design");
    const page = await stage.page(stage.ana, `/rooms/${id}`);
    stage.server.say(id, stage.ben, "שלום לכולם");
    stage.server.say(id, stage.ben, "<script>alert(1)</script>");
    await article(page, "<script>alert(1)</script>").waitFor();
    const direction = article(page, "שלום").locator(".message-body");
    expect(await direction.evaluate((node) => getComputedStyle(node).direction)).toBe("rtl");
  });
});
