import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();
const sidebar = (page: Page) => page.getByRole("complementary");
const roomLink = (page: Page, name: string | RegExp) => sidebar(page).getByRole("link", { name });

/** Opens the bell's menu and chooses a level. */
async function hear(page: Page, level: string): Promise<void> {
  await page.getByRole("button", { name: /^Notifications:/ }).click();
  await page.getByRole("menuitemradio", { name: level }).click();
  await page.getByRole("button", { name: `Notifications: ${level}` }).waitFor();
}

describe.skipIf(browserMissing())("rooms", () => {
  let path: string;
  playOn(stage);
  beforeEach(() => {
    stage.server.chat.addUser("Cleo Márquez");
    path = `/rooms/${stage.room("Design").id}`;
  });

  it("makes a closed room that only the chosen see", async () => {
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, path)];
    const cleo = await stage.page(stage.server.chat.users[2]!, path);
    await ana.getByRole("button", { name: "New room" }).click();
    await ana.getByRole("textbox", { name: "Room name" }).fill("Board");
    await ana.getByRole("radio", { name: /Closed/ }).check();
    await ana.getByRole("checkbox", { name: "Ben Okafor" }).check();
    await ana.getByRole("button", { name: "Create room" }).click();
    await ana.getByRole("heading", { name: "Board" }).waitFor();
    await roomLink(ben, "Board").waitFor();
    await roomLink(cleo, "Design").waitFor();
    expect(await roomLink(cleo, "Board").count()).toBe(0);
  });

  it("renames a room, closes it, takes people out and deletes it, for all who see it", async () => {
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, path)];
    await ana.getByRole("button", { name: "Room settings" }).click();
    await ana.getByRole("textbox", { name: "Room name" }).fill("Studio");
    await ana.getByRole("radio", { name: /Closed/ }).check();
    await ana.getByRole("button", { name: "Save" }).click();
    await ben.getByRole("heading", { name: "Studio" }).waitFor();
    await ana.getByRole("button", { name: "Room settings" }).click();
    await ana.getByRole("checkbox", { name: "Ben Okafor" }).uncheck();
    await ana.getByRole("button", { name: "Save" }).click();
    await ben.getByRole("heading", { name: "You can’t see this room" }).waitFor();
    expect(await roomLink(ben, "Studio").count()).toBe(0);
    await ana.getByRole("button", { name: "Room settings" }).click();
    await ana.getByRole("button", { name: "Delete room…" }).click();
    await ana.getByRole("button", { name: "Delete room", exact: true }).click();
    await ana.getByRole("heading", { name: "All Talk" }).waitFor();
    expect(await roomLink(ana, "Studio").count()).toBe(0);
  });

  it("deletes a conversation, which either may, for both", async () => {
    const { room } = stage.server.chat.direct([stage.ana.id, stage.ben.id]);
    stage.server.chat.post(room, stage.ana.id, "Between us");
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, `/rooms/${room.id}`)];
    await roomLink(ana, /Ben Okafor/).waitFor();
    await ben.getByRole("button", { name: "People", exact: true }).click();
    await ben.getByRole("button", { name: "Delete conversation…" }).click();
    await ben.getByRole("heading", { name: "Delete the conversation with Ana Ribeiro?" }).waitFor();
    await ben.getByRole("button", { name: "Delete conversation", exact: true }).click();
    await roomLink(ben, "Design").waitFor();
    await eventually(() => roomLink(ana, /Ben Okafor/).count()).toBe(0);
    expect(await roomLink(ben, /Ana Ribeiro/).count()).toBe(0);
  });

  it("says at its beginning who can read a room", async () => {
    stage.server.chat.addRoom("Board", [stage.ana.id, stage.ben.id]);
    for (const [name, readers] of [
      ["Board", "Only its members can read it."],
      ["Design", "Everybody at Northwind can read it."],
    ] as const) {
      stage.fill(name, 1);
      const page = await stage.page(stage.ana, `/rooms/${stage.room(name).id}`);
      await page.getByText(readers).waitFor();
    }
  });

  it("has names on one line where one jumps to a room, and ends long dialogs in sight, on a telephone", async () => {
    stage.fill("All Talk", 1);
    stage.room("All Talk").name = "The very long-named Department of Everything Else";
    stage.server.chat.addUser("Bartholomew Wolfeschlegelsteinhausenbergerdorff");
    for (let count = 0; count < 12; count++) stage.server.chat.addUser(`Somebody ${count}`);
    const viewport = { width: 390, height: 740 };
    const page = await stage.page(stage.ana, path, { viewport });
    await page.getByRole("heading", { name: "Design" }).waitFor();
    await page.keyboard.press("Control+k");
    const heights = () => page.getByRole("option").evaluateAll((all) => all.map((one) => one.clientHeight));
    const before = await heights();
    await page.keyboard.type("wolfe");
    await page.getByText("new conversation").waitFor();
    const all = [...before, ...(await heights())];
    expect(all.length).toBeGreaterThan(3);
    expect(new Set(all).size).toBe(1);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Rooms/ }).click();
    await page.getByRole("button", { name: "New room" }).click();
    await page.getByRole("radio", { name: /Closed/ }).check();
    const { y, height } = (await page.getByRole("button", { name: "Create room" }).boundingBox())!;
    expect(y + height).toBeLessThanOrEqual(viewport.height);
    await page.getByRole("checkbox", { name: "Somebody 11" }).check();
  });

  it("shows who is in a room to those who can't change it", async () => {
    const page = await stage.page(stage.ben, path);
    await page.getByRole("button", { name: "People", exact: true }).click();
    const people = page.getByRole("dialog").getByRole("listitem");
    await eventually(() => people.count()).toBe(3);
    expect(await page.getByRole("button", { name: "Room settings" }).count()).toBe(0);
  });

  it("counts and lists a room as much as one wants to hear of it", async () => {
    const page = await stage.page(stage.ana, path);
    await page.getByRole("heading", { name: "Design" }).waitFor();
    await hear(page, "Nothing");
    await roomLink(page, "All Talk").click();
    await page.getByRole("heading", { name: "All Talk" }).waitFor();
    stage.server.say(stage.room("Design").id, stage.ben, "psst");
    await roomLink(page, "Design unread").waitFor();
    expect(await page.title()).toBe("All Talk – Northwind");
    await roomLink(page, "Design").click();
    await hear(page, "Everything");
    await hear(page, "Hidden");
    await roomLink(page, "All Talk").click();
    await eventually(() => roomLink(page, "Design").count()).toBe(0);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Room or person" }).waitFor();
    await page.keyboard.type("des");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Design" }).waitFor();
    await hear(page, "Mentions");
    await page.reload();
    await page.getByRole("button", { name: "Notifications: Mentions" }).waitFor();
  });
});
