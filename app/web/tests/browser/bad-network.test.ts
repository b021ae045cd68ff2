import { describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { article, compose, playOn, Stage, texts } from "../support/stage.ts";

const stage = new Stage();

describe.skipIf(browserMissing())("on a bad network", () => {
  playOn(stage);

  it("shows every message once and in order over a break in which others went on", async () => {
    const { id } = stage.room("Design");
    const page = await stage.page(stage.ana, `/rooms/${id}`);
    await compose(page, "one");
    await article(page, "one").waitFor();
    stage.server.refusingSockets = true;
    stage.server.dropSockets();
    await page.getByText("Reconnecting…").waitFor();
    for (const text of ["two", "three"]) stage.server.say(id, stage.ben, text);
    await compose(page, "four");
    stage.server.refusingSockets = false;
    await expect.poll(() => texts(page), { timeout: 30_000 }).toEqual(["one", "two", "three", "four"]);
    await expect.poll(() => page.getByText("Reconnecting…").count()).toBe(0);
  });

  it("keeps an unsent message and a draft over a reload, and sends the message once", async () => {
    const room = stage.room("Design");
    const page = await stage.page(stage.ana, `/rooms/${room.id}`);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    stage.server.losingAnswers = true;
    stage.server.refusingSockets = true;
    stage.server.dropSockets();
    await compose(page, "kept");
    await page.getByRole("textbox", { name: "Message" }).fill("half a thou");
    await page.reload();
    await article(page, "kept").waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("half a thou");
    stage.server.refusingSockets = false;
    await expect.poll(() => room.messages.length, { timeout: 30_000 }).toBe(1);
    stage.server.dropSockets();
    await expect.poll(() => texts(page)).toEqual(["kept"]);
    expect(room.messages).toHaveLength(1);
  });

  it("says why a message isn't sent while Campfire is in trouble, and sends it by itself once it is over", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    stage.server.refuseSends = "unavailable";
    await compose(page, "please");
    await article(page, "please").getByText("Campfire is having trouble").waitFor();
    stage.server.refuseSends = null;
    await expect
      .poll(() => stage.room("Design").messages.map((message) => message.text), { timeout: 60_000 })
      .toEqual(["please"]);
    await expect.poll(() => page.getByRole("button", { name: "Retry" }).count()).toBe(0);
  });

  it("shows a message that was refused for good with the reason, and sends it on retry", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    stage.server.refuseSends = "forbidden";
    await compose(page, "please");
    const refused = article(page, "please");
    await refused.getByText("you can’t write in this room any more").waitFor();
    stage.server.refuseSends = null;
    await refused.getByRole("button", { name: "Retry" }).click();
    await expect.poll(() => stage.room("Design").messages.map((message) => message.text)).toEqual(["please"]);
    await expect.poll(() => page.getByRole("button", { name: "Retry" }).count()).toBe(0);
  });

  it("gives a message that can't be taken as it is back to be put otherwise", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    stage.server.refuseSends = "invalid";
    await compose(page, "/play taada");
    const refused = article(page, "/play taada");
    await refused.getByText(/^Not sent:/).waitFor();
    expect(await refused.getByRole("button", { name: "Retry" }).count()).toBe(0);
    stage.server.refuseSends = null;
    await refused.getByRole("button", { name: "Edit" }).click();
    const box = page.getByRole("textbox", { name: "Message" });
    await expect.poll(() => box.inputValue()).toBe("/play taada");
    expect(await refused.count()).toBe(0);
    await box.fill("/play tada");
    await box.press("Enter");
    await expect.poll(() => stage.room("Design").messages.map(({ text }) => text)).toEqual(["/play tada"]);
  });

  it("finds the rooms that came while it was away", async () => {
    const page = await stage.page(stage.ana);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await expect.poll(() => stage.server.chat.online.size).toBe(1);
    stage.server.dropSockets();
    stage.server.chat.addRoom("Meanwhile");
    await page.getByRole("link", { name: "Meanwhile" }).waitFor({ timeout: 30_000 });
  });

  it("waits for a server that isn't there yet", async () => {
    stage.server.unavailable = true;
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    await page.getByText("Campfire can’t be reached right now.").waitFor();
    stage.server.unavailable = false;
    await page.getByRole("heading", { name: "Design" }).waitFor({ timeout: 30_000 });
  });

  it("takes the client of a newer server once nobody looks", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    await page.getByRole("textbox", { name: "Message" }).fill("a draft");
    await page.evaluate(() => document.documentElement.setAttribute("data-old", ""));
    await expect.poll(() => stage.server.chat.online.size).toBe(1);
    stage.server.chat.version = "2.0.0";
    stage.server.dropSockets();
    await expect.poll(() => stage.server.chat.online.size).toBe(0);
    await expect.poll(() => stage.server.chat.online.size, { timeout: 30_000 }).toBe(1);
    const lookAway = async () => {
      await page.evaluate(() => {
        Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      });
      return page.locator("html[data-old]").count();
    };
    // What somebody fills in would be lost.
    await page.getByRole("button", { name: "New room" }).click();
    await page.getByRole("dialog").waitFor();
    for (let times = 0; times < 3; times++) expect(await lookAway()).toBe(1);
    await page.keyboard.press("Escape");
    await expect.poll(lookAway).toBe(0);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("a draft");
  });

  it("comes back when a leaving server says", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await expect.poll(() => stage.server.chat.online.size).toBe(1);
    stage.server.tell({ type: "reconnect", afterMs: 100 });
    stage.server.dropSockets(1012);
    await expect.poll(() => stage.server.chat.online.size).toBe(1);
    stage.server.say(stage.room("Design").id, stage.ben, "Welcome back");
    await article(page, "Welcome back").waitFor();
  });
});
