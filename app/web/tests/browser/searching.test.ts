import { beforeEach, describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();

describe.skipIf(browserMissing())("searching", () => {
  playOn(stage);
  beforeEach(() => {
    stage.fill("Design", 120);
    const { chat } = stage.server;
    chat.post(stage.room("All Talk"), stage.ben.id, "The kettle is on");
    chat.post(stage.room("Design"), stage.ana.id, "Kettles: a drawing", { at: new Date(Date.now() - 86_400_000) });
  });

  it("shows what it found by room with the words marked, and leads there", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    await page.getByRole("button", { name: "Search messages" }).click();
    await page.getByRole("searchbox", { name: "Search messages" }).fill("kettle");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("status").getByText("2 messages found").waitFor({ state: "attached" });
    expect(await dialog.getByRole("heading", { level: 3 }).allTextContents()).toEqual(["All Talk", "Design"]);
    expect(await dialog.locator("mark").allTextContents()).toEqual(["kettle", "Kettles"]);
    await dialog.getByRole("link", { name: /The kettle is on/ }).click();
    await page.getByRole("heading", { name: "All Talk", level: 1 }).waitFor();
    await eventually(() => page.locator("article.highlighted .message-body").allTextContents()).toEqual([
      "The kettle is on",
    ]);
  });

  it("offers the last searches again until they are forgotten", async () => {
    stage.server.chat.searches.set(stage.ana.id, ["kettle"]);
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    const open = () => page.getByRole("button", { name: "Search messages" }).click();
    await open();
    await page.getByRole("button", { name: "kettle" }).click();
    await page.getByRole("link", { name: /The kettle is on/ }).waitFor();
    await page.keyboard.press("Escape");
    await open();
    await page.getByRole("button", { name: "Forget them" }).click();
    await eventually(() => page.getByRole("button", { name: "kettle" }).count()).toBe(0);
    expect(stage.server.chat.searches.size).toBe(0);
  });

  it("goes on from the jump to a room, when no room is meant", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    await page.getByRole("heading", { name: "Design", level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Room or person" }).waitFor();
    await page.keyboard.type("kettle");
    await page.getByRole("option", { name: /Search messages/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /The kettle is on/ }).waitFor();
  });
});
