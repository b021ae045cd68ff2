import type { Page } from "playwright-core";
import sharp from "sharp";
import { beforeEach, describe, expect, it } from "vitest";
import { problems } from "../support/axe.ts";
import { browserMissing } from "../support/browser.ts";
import { eventually, playOn, Stage } from "../support/stage.ts";
import { wav } from "../support/wav.ts";

const stage = new Stage();
const picture = (background: string) =>
  sharp({ create: { width: 1600, height: 1200, channels: 3, background } })
    .png()
    .toBuffer();

const share = (name: string, type: string, content: Buffer) =>
  stage.server.say(stage.room("Design").id, stage.ben, name, {
    attachment: stage.server.files.keep(name, type, content),
  });

describe.skipIf(browserMissing())("looking at files", () => {
  let path: string;
  playOn(stage);
  beforeEach(() => {
    path = `/rooms/${stage.room("Design").id}`;
  });

  const box = (page: Page) => page.getByRole("dialog").getByRole("img");

  it("opens a picture over everything else, by keyboard alone, and gives the focus back", async () => {
    for (const colour of ["teal", "tomato", "gold"]) share(`${colour}.png`, "image/png", await picture(colour));
    const page = await stage.page(stage.ana, path);
    const link = page.getByRole("link", { name: "tomato.png" });
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "tomato.png" }).waitFor();
    await eventually(() => box(page).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1600);
    await page.getByText("2 of 3").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("dialog", { name: "gold.png" }).waitFor();
    expect(await page.getByRole("button", { name: "Next picture" }).isDisabled()).toBe(true);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("dialog", { name: "teal.png" }).waitFor();
    const download = page.getByRole("dialog").getByRole("link", { name: "Download" });
    expect(await download.getAttribute("download")).toBe("teal.png");
    await page.keyboard.press("Escape");
    await eventually(() => page.getByRole("dialog").count()).toBe(0);
    await eventually(() => link.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it("closes by a click beside the picture, and when the picture is deleted", async () => {
    const message = share("boat.png", "image/png", await picture("navy"));
    const page = await stage.page(stage.ana, path);
    await page.getByRole("link", { name: "boat.png" }).click();
    await box(page).waitFor();
    await page.mouse.click(5, 400);
    await eventually(() => page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("link", { name: "boat.png" }).click();
    await box(page).waitFor();
    stage.server.change(message, { text: "", html: "", deleted: true, attachment: undefined });
    await eventually(() => page.getByRole("dialog").count()).toBe(0);
    await eventually(() => page.getByRole("article").count()).toBe(0);
  });

  it("keeps the room for a picture before it is there", async () => {
    share("slow.png", "image/png", await picture("olive"));
    const page = await stage.page(stage.ana, path);
    const size = () => page.getByRole("img", { name: "slow.png" }).boundingBox();
    await eventually(async () => Math.round((await size())!.height)).toBe(300);
    expect(Math.round((await size())!.width)).toBe(400);
  });

  it("plays sound and film in place, and names what it can't", async () => {
    share("memo.wav", "audio/wav", wav(1));
    share("film.webm", "video/webm", Buffer.from("no film"));
    share("archive.zip", "application/zip", Buffer.from("zip"));
    share("unplayable.avi", "video/x-msvideo", Buffer.from("avi"));
    const page = await stage.page(stage.ana, path);
    const audio = page.locator('audio[aria-label="memo.wav"]');
    // How long it is stands there before anybody plays it.
    await eventually(() => audio.evaluate((element: HTMLAudioElement) => element.duration)).toBeCloseTo(1, 1);
    await audio.evaluate((element: HTMLAudioElement) => element.play());
    await eventually(() => audio.evaluate((element: HTMLAudioElement) => element.currentTime)).toBeGreaterThan(0);
    expect(await page.locator('video[aria-label="film.webm"][controls]').count()).toBe(1);
    for (const name of [/archive\.zip/, /unplayable\.avi/]) await page.getByRole("link", { name }).waitFor();
  });

  it("has nothing wrong that axe finds, in the log and in the lightbox, wide and narrow", async () => {
    share("boat.png", "image/png", await picture("navy"));
    share("archive.zip", "application/zip", Buffer.from("zip"));
    share("memo.wav", "audio/wav", wav(1));
    for (const width of [1200, 390]) {
      const page = await stage.page(stage.ana, path, { viewport: { width, height: 800 } });
      await page.getByRole("link", { name: /archive\.zip/ }).waitFor();
      expect(await problems(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.getByRole("link", { name: "boat.png" }).click();
      await box(page).waitFor();
      expect(await problems(page)).toEqual([]);
    }
  });
});
