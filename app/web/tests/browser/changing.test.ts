import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../../src/protocol.ts";
import { browserMissing } from "../support/browser.ts";
import { article, compose, eventually, playOn, Stage, texts } from "../support/stage.ts";

const stage = new Stage();
const editor = (page: Page) => page.getByRole("textbox", { name: "Edit message" });
const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };

/** Opens what can be done with a message, as a mouse does. */
async function menuOf(page: Page, text: string): Promise<void> {
  await article(page, text).hover();
  await article(page, text).getByRole("button", { name: "More actions" }).click();
}

describe.skipIf(browserMissing())("changing messages", () => {
  let path: string;
  playOn(stage);
  beforeEach(() => {
    path = `/rooms/${stage.room("Design").id}`;
    stage.server.chat.post(stage.room("Design"), stage.ben.id, "Ben’s words");
    stage.server.chat.post(stage.room("Design"), stage.ana.id, "Ana’s werds");
  });

  it("edits one's last message with the arrow key, for everybody at once", async () => {
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, path)];
    await article(ben, "Ana’s werds").waitFor();
    await article(ana, "Ana’s werds").waitFor();
    await ana.getByRole("textbox", { name: "Message", exact: true }).press("ArrowUp");
    await editor(ana).fill("Ana’s words");
    await editor(ana).press("Enter");
    for (const page of [ana, ben]) {
      await eventually(() => texts(page)).toEqual(["Ben’s words", "Ana’s words"]);
      await article(page, "Ana’s words").getByText("edited").waitFor();
    }
    await eventually(() => ana.evaluate(() => document.activeElement?.id)).toBe("message");
  });

  it("edits no older message while one's last is still being sent", async () => {
    const page = await stage.page(stage.ana, path);
    await article(page, "Ana’s werds").waitFor();
    stage.server.refusingSockets = true;
    stage.server.dropSockets();
    await compose(page, "On its wya");
    await article(page, "On its wya").and(page.locator(".pending")).waitFor();
    await page.keyboard.press("ArrowUp");
    expect(await editor(page).count()).toBe(0);
    stage.server.refusingSockets = false;
    await article(page, "On its wya").and(page.locator(":not(.pending)")).waitFor();
    await page.keyboard.press("ArrowUp");
    await eventually(() => editor(page).inputValue()).toBe("On its wya");
  });

  it("keeps what is typed as soon as Reply was pressed", async () => {
    const page = await stage.page(stage.ana, path);
    await article(page, "Ben’s words").hover();
    await article(page, "Ben’s words")
      .getByRole("button", { name: "Reply" })
      .evaluate(async (button) => {
        (button as HTMLElement).click();
        // The page has drawn what the press changed, and nothing that waits for the next picture was done.
        await Promise.resolve();
        document.getElementById("message")!.focus();
        document.execCommand("insertText", false, "Yes!");
      });
    const box = page.getByRole("textbox", { name: "Message", exact: true });
    await eventually(() => box.inputValue()).toMatch(/^> Ben’s words\n> — .*\n\nYes!$/);
  });

  it("leaves a message as it was on Escape, and keeps what was written when the server can't be reached", async () => {
    const page = await stage.page(stage.ana, path);
    await article(page, "Ana’s werds").waitFor();
    await page.getByRole("textbox", { name: "Message", exact: true }).press("ArrowUp");
    stage.server.unavailable = true;
    await editor(page).fill("lost?");
    await editor(page).press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await editor(page).inputValue()).toBe("lost?");
    await editor(page).press("Escape");
    await eventually(() => texts(page)).toEqual(["Ben’s words", "Ana’s werds"]);
  });

  it("deletes after asking, and only what one may", async () => {
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, path)];
    await article(ben, "Ana’s werds").waitFor();
    await menuOf(ben, "Ana’s werds");
    await ben.getByRole("menuitem", { name: "Copy text" }).waitFor();
    expect(await ben.getByRole("menuitem", { name: "Delete…" }).count()).toBe(0);
    // Ana administers.
    await menuOf(ana, "Ben’s words");
    await ana.getByRole("menuitem", { name: "Delete…" }).click();
    await ana.getByRole("dialog").getByRole("button", { name: "Delete message" }).click();
    for (const page of [ana, ben]) await eventually(() => texts(page)).toEqual(["Ana’s werds"]);
  });

  it("brings the changes of a break after it", async () => {
    const page = await stage.page(stage.ben, path);
    await article(page, "Ana’s werds").waitFor();
    stage.server.refusingSockets = true;
    stage.server.dropSockets();
    const [first, second] = stage.room("Design").messages;
    stage.server.change(first!, { deleted: true, text: "", html: "" });
    stage.server.change(second!, { ...stage.server.chat.written("Ana’s words"), editedAt: new Date().toISOString() });
    stage.server.refusingSockets = false;
    await eventually(() => texts(page)).toEqual(["Ana’s words"]);
  });

  it("boosts with a click or a few words, tells who did, and takes one's own back", async () => {
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, path)];
    const boost = async (page: Page) => {
      await article(page, "Ben’s words").hover();
      await article(page, "Ben’s words").getByRole("button", { name: "Boost", exact: true }).click();
    };
    await boost(ana);
    await ana.getByRole("button", { name: "Party" }).click();
    await article(ben, "Ben’s words").getByRole("button", { name: "🎉 by Ana Ribeiro" }).click();
    await article(ana, "Ben’s words").getByRole("button", { name: "🎉 by you and Ben Okafor" }).click();
    await article(ben, "Ben’s words").getByRole("button", { name: "🎉 by you", exact: true }).waitFor();
    await article(ben, "Ben’s words").getByRole("button", { name: "Add another" }).click();
    await ben.getByRole("textbox", { name: "Boost with your own words" }).fill("well said, all of it");
    await ben.keyboard.press("Enter");
    await article(ana, "Ben’s words").getByRole("button", { name: "well said, all o by Ben Okafor" }).waitFor();
  });

  it("does all of it from the keyboard", async () => {
    const page = await stage.page(stage.ana, path, clipboard);
    await article(page, "Ana’s werds").waitFor();
    await page.getByRole("log").focus();
    // Who wrote it, Boost, Reply, and then the menu.
    for (const key of ["ArrowUp", "Tab", "Tab", "Tab", "Tab", "Enter"]) await page.keyboard.press(key);
    await page.getByRole("menu").waitFor();
    for (const key of ["ArrowDown", "Enter"]) await page.keyboard.press(key);
    await page.getByText("Text copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("Ana’s werds");
  });

  it("quotes what it answers, and whom, and leads there", async () => {
    const page = await stage.page(stage.ana, path);
    await article(page, "Ben’s words").hover();
    await article(page, "Ben’s words").getByRole("button", { name: "Reply" }).click();
    const box = page.getByRole("textbox", { name: "Message", exact: true });
    const [{ roomId, id }] = stage.room("Design").messages as [Message];
    const quote = `> Ben’s words\n> — [Ben Okafor](${stage.url}/rooms/${roomId}/@${id})\n\n`;
    await eventually(() => box.inputValue()).toBe(quote);
    expect(await box.evaluate((field) => (field as HTMLTextAreaElement).selectionStart)).toBe(quote.length);
    await box.pressSequentially("Indeed");
    await box.press("Enter");
    await article(page, "Indeed").getByRole("link", { name: "Ben Okafor" }).click();
    await article(page, "Ben’s words").and(page.locator(".highlighted")).waitFor();
  });
});
