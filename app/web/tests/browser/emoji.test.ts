import { beforeEach, describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { article, compose, eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();

describe.skipIf(browserMissing())("emoji", () => {
  let path: string;
  playOn(stage);
  beforeEach(() => {
    path = `/rooms/${stage.room("Design").id}`;
  });
  const open = async () => {
    const page = await stage.page(stage.ana, path);
    return { page, box: page.getByRole("textbox", { name: "Message", exact: true }) };
  };

  it("are completed by their names, which are loaded with the first one", async () => {
    const { page, box } = await open();
    const scripts: string[] = [];
    page.on("request", (request) => scripts.push(new URL(request.url()).pathname));
    await box.pressSequentially("well done ");
    expect(scripts.filter((script) => script.endsWith(".js"))).toEqual([]);
    await box.pressSequentially(":tad");
    await page.getByRole("option", { name: "tada" }).waitFor();
    expect(scripts.filter((script) => script.endsWith(".js"))).toHaveLength(1);
    await box.press("Enter");
    await eventually(() => box.inputValue()).toBe("well done 🎉 ");
    await box.pressSequentially(":rocket: `:tada:");
    await eventually(() => box.inputValue()).toBe("well done 🎉 🚀 `:tada:");
  });

  it("alone make a large message, up to three", async () => {
    const { page } = await open();
    await compose(page, "🎉 👍🏽 👩‍👩‍👧‍👦");
    await compose(page, "🎉🎉🎉🎉");
    const classes = (text: string) => article(page, text).locator(".message-body").getAttribute("class");
    await eventually(() => classes("🎉🎉🎉🎉")).toBe("message-body");
    expect(await classes("👩‍👩‍👧‍👦")).toBe("message-body emoji");
  });

  it("are named in boosts too", async () => {
    stage.server.say(stage.room("Design").id, stage.ben, "shipped");
    const { page } = await open();
    const message = article(page, "shipped");
    await message.hover();
    await message.getByRole("button", { name: "Boost" }).click();
    await page.getByRole("textbox", { name: "Boost with your own words" }).fill(":rocket: :+1:");
    await page.getByRole("button", { name: "Add boost" }).click();
    await message.getByRole("button", { name: "🚀 👍 by you" }).waitFor();
  });

  it("and sounds are suggested by the same list", async () => {
    const { page, box } = await open();
    await box.pressSequentially("/play trom");
    await page.getByRole("option", { name: "trombone" }).waitFor();
    await box.press("Tab");
    await eventually(() => box.inputValue()).toBe("/play trombone ");
    await box.press("Enter");
    await article(page, "played trombone").waitFor();
  });
});
