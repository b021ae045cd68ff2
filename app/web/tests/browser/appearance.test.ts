import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { administer, eventually, onStage } from "../support/stage.ts";

const RED = "rgb(255, 0, 0)";
const colour = (page: Page) => page.locator("body").evaluate((body) => getComputedStyle(body).borderTopColor);
const brand = (page: Page) => page.getByRole("complementary").locator(".brand img.logo");

async function writeStyles(page: Page, styles: string): Promise<void> {
  await administer(page, "Settings for everybody");
  await page.getByRole("button", { name: "Custom styles…" }).click();
  await page.getByRole("textbox", { name: "CSS" }).fill(styles);
  await page.getByRole("button", { name: "Save" }).click();
}

/** A green square. */
const logo = {
  name: "logo.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAYAAADED76LAAAAFElEQVR42mNkaPhfz4AHMI4qoK8CAJyMD/n1w3A9AAAAAElFTkSuQmCC",
    "base64",
  ),
};

onStage("the account’s look", (stage) => {
  it("has a logo, which everybody sees at once, also before signing in, until it is removed", async () => {
    const [ana, ben] = [await stage.page(stage.ana, stage.path), await stage.page(stage.ben, stage.path)];
    await ben.getByRole("complementary").locator(".brand svg.logo").waitFor();
    await administer(ana, "Settings for everybody");
    const field = ana.getByRole("group", { name: "Logo" });
    await field.locator("input").setInputFiles(logo);
    await brand(ben).waitFor();
    await eventually(() => brand(ben).getAttribute("src")).toBe(stage.server.chat.logoUrl);
    const guest = await stage.page(null, "/session/new");
    await eventually(() => guest.locator("img.logo").getAttribute("src")).toBe(stage.server.chat.logoUrl);
    await field.getByRole("button", { name: "Remove logo" }).click();
    await ben.getByRole("complementary").locator(".brand svg.logo").waitFor();
  });

  it("has styles, which everybody sees at once and from the first paint on", async () => {
    const [ana, ben] = [await stage.page(stage.ana, stage.path), await stage.page(stage.ben, stage.path)];
    await writeStyles(ana, "body { border-top-color: red }");
    await eventually(() => colour(ben)).toBe(RED);
    expect(await colour(await stage.page(null, "/session/new"))).toBe(RED);
    await writeStyles(ana, "body { border-top-color: blue }");
    await eventually(() => colour(ben)).toBe("rgb(0, 0, 255)");
    expect(await ben.locator("link[data-styles]").count()).toBe(1);
    await writeStyles(ana, "");
    await eventually(() => ben.locator("link[data-styles]").count()).toBe(0);
  });

  it("says what is wrong with styles, and keeps what was written", async () => {
    const ana = await stage.page(stage.ana, stage.path);
    await writeStyles(ana, "@import 'https://example.com/x.css';");
    await ana.getByRole("alert").getByText('Line 1 has "@import".').waitFor();
    expect(await ana.getByRole("textbox", { name: "CSS" }).inputValue()).toContain("@import");
  });

  it("has a way out of styles that hide everything", async () => {
    const ana = await stage.page(stage.ana, stage.path);
    await writeStyles(ana, "body { border-top-color: red; visibility: hidden }");
    await eventually(() => colour(ana)).toBe(RED);
    await ana.goto("/?styles=off");
    await ana.getByRole("button", { name: "Administration" }).waitFor();
    await ana.goto(stage.path);
    await writeStyles(ana, "body { border-top-color: red }");
    await eventually(() => ana.getByRole("dialog").count()).toBe(0);
    expect(await colour(ana)).not.toBe(RED);
    await administer(ana, "Settings for everybody");
    await ana.getByRole("button", { name: "Custom styles…" }).click();
    await ana.getByRole("button", { name: "Turn them on" }).click();
    await eventually(() => colour(ana)).toBe(RED);
  });
});
