import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { article, compose, playOn, Stage, texts } from "../support/stage.ts";

const stage = new Stage();
const exactly = (page: Page, text: string) =>
  page.getByRole("article").filter({ has: page.getByText(text, { exact: true }) });
const topOf = async (page: Page, text: string) => Math.round((await exactly(page, text).boundingBox())!.y);

describe.skipIf(browserMissing())("reading", () => {
  playOn(stage);

  it("opens at the newest message, and keeps the place while earlier ones are added above", async () => {
    stage.fill("Design", 150);
    const { id, messages, read } = stage.room("Design");
    read.set(stage.ana.id, messages.length);
    const page = await stage.page(stage.ana, `/rooms/${id}`);
    await exactly(page, "Message 150").waitFor();
    const log = page.getByRole("log");
    expect(await log.evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight)).toBeLessThan(2);
    const loaded = (await texts(page)).length;
    await log.evaluate((node) => {
      node.scrollTop = 500;
    });
    const seen = (await texts(page))[8]!;
    const before = await topOf(page, seen);
    await expect.poll(async () => (await texts(page)).length).toBeGreaterThan(loaded);
    expect(Math.abs((await topOf(page, seen)) - before)).toBeLessThan(3);
    for (let turn = 0; turn < 10 && (await texts(page)).length < 150; turn++) {
      await log.evaluate((node) => {
        node.scrollTop = 0;
      });
      const { length } = await texts(page);
      if (length < 150) await expect.poll(async () => (await texts(page)).length).toBeGreaterThan(length);
    }
    expect(await texts(page)).toEqual(Array.from({ length: 150 }, (_, index) => `Message ${index + 1}`));
  });

  it("marks where the unread messages begin, and counts rooms with news in the title", async () => {
    stage.fill("Design", 30);
    const room = stage.room("Design");
    room.read.set(stage.ana.id, 10);
    const page = await stage.page(stage.ana, `/rooms/${stage.room("All Talk").id}`);
    await page.getByRole("link", { name: "Design 20 unread" }).waitFor();
    expect(await page.title()).toBe("(1) All Talk – Northwind");
    await page.getByRole("link", { name: "Design" }).click();
    await page.getByText("New", { exact: true }).waitFor();
    expect(await topOf(page, "Message 11")).toBeGreaterThan(0);
    await page.getByRole("button", { name: "20 new messages" }).click();
    await expect.poll(() => room.read.get(stage.ana.id)).toBe(30);
    await expect.poll(() => page.title()).toBe("Design – Northwind");
  });

  it("tells of new messages further down without moving what is being read", async () => {
    stage.fill("Design", 60);
    const { id, read } = stage.room("Design");
    read.set(stage.ana.id, 60);
    const page = await stage.page(stage.ana, `/rooms/${id}`);
    await exactly(page, "Message 60").waitFor();
    const log = page.getByRole("log");
    await log.evaluate((node) => {
      node.scrollTop -= 900;
    });
    await page.getByRole("button", { name: "Jump to newest" }).waitFor();
    const before = await log.evaluate((node) => node.scrollTop);
    stage.server.say(id, stage.ben, "Fresh");
    await page.getByRole("button", { name: "1 new message" }).waitFor();
    expect(await log.evaluate((node) => node.scrollTop)).toBe(before);
    await page.getByRole("button", { name: "1 new message" }).click();
    await expect.poll(() => stage.room("Design").read.get(stage.ana.id)).toBe(61);
  });

  it("calls for nobody's attention, not even for a moment, with what is said in the room that they look at", async () => {
    stage.fill("Design", 1);
    const { id, messages, read } = stage.room("Design");
    const page = await stage.page(stage.ana, `/rooms/${id}`);
    const isRead = () => expect.poll(() => read.get(stage.ana.id)).toBe(messages.length);
    await isRead();
    await page.evaluate(collectTitles);
    for (const text of ["One", "Two", "Three"]) {
      stage.server.say(id, stage.ben, text);
      await article(page, text).waitFor();
      await isRead();
    }
    expect(await page.evaluate("[...titles]")).toEqual(["Design – Northwind"]);
  });

  it("leads a permalink to its message, in the middle of history, and back to the newest", async () => {
    stage.fill("Design", 200);
    const { id, messages } = stage.room("Design");
    const page = await stage.page(stage.ana, `/rooms/${id}/@${messages[49]!.id}`);
    const target = exactly(page, "Message 50");
    await target.waitFor();
    await expect.poll(() => target.getAttribute("class")).toContain("highlighted");
    const box = (await target.boundingBox())!;
    expect(box.y).toBeGreaterThan(0);
    expect(box.y).toBeLessThan(page.viewportSize()!.height);
    await compose(page, "I answer here");
    await article(page, "I answer here").waitFor();
    await exactly(page, "Message 200").waitFor();
  });

  it("says so when a permalink's message is gone", async () => {
    stage.fill("Design", 3);
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}/@99999`);
    await page.getByText("That message isn’t here any more.").waitFor();
    await exactly(page, "Message 3").waitFor();
  });

  it("goes from room to room by the links, each with its own draft", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    await page.getByRole("textbox", { name: "Message" }).fill("for the designers");
    await page.getByRole("link", { name: "All Talk" }).click();
    await page.getByRole("heading", { name: "All Talk" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("");
    await page.goBack();
    await page.getByRole("heading", { name: "Design" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("for the designers");
  });
});

/** Has a page collect the titles that it ever shows: what is put right within one turn nobody sees. */
const collectTitles = `(() => {
  globalThis.titles = new Set();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    titles.add(document.title);
    port2.postMessage(null);
  };
  port2.postMessage(null);
})()`;
