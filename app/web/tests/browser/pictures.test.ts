import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { administer, article, compose, eventually, onStage } from "../support/stage.ts";

/** A picture that this browser draws: the server of these tests keeps what it is given. */
async function drawn(page: Page, side: number, type = "image/png") {
  const base64 = await page.evaluate(
    async ([side, type]) => {
      const canvas = new OffscreenCanvas(side, side);
      const context = canvas.getContext("2d")!;
      const noise = context.createImageData(side, side);
      for (let index = 0; index < noise.data.length; index++)
        noise.data[index] = index % 4 === 3 ? 255 : Math.random() * 256;
      context.putImageData(noise, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type, quality: 1 })).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    },
    [side, type] as const,
  );
  return { name: "me.png", mimeType: type, buffer: Buffer.from(base64, "base64") };
}

const field = (page: Page) => page.getByRole("group", { name: "Picture" });
const shownTo = (page: Page, text: string) =>
  article(page, text)
    .locator("img.avatar")
    .evaluate((image: HTMLImageElement) => [new URL(image.src).pathname, image.naturalWidth > 0] as const);

onStage("pictures", (stage) => {
  it("of people are chosen, shown to everybody at once, and removed", async () => {
    const [ben, ana] = [await stage.page(stage.ben, stage.path), await stage.page(stage.ana, stage.path)];
    await compose(ben, "Look at me");
    await article(ana, "Look at me").waitFor();
    await ben.getByRole("button", { name: "Your profile" }).click();
    const chooser = ben.waitForEvent("filechooser");
    await field(ben).getByRole("button", { name: "Choose… picture" }).click();
    await (await chooser).setFiles(await drawn(ben, 40));
    await ben.getByRole("dialog").getByRole("status").getByText("The picture was changed.").waitFor();
    await eventually(() => shownTo(ana, "Look at me")).toEqual([stage.ben.avatarUrl, true]);
    await field(ben).getByRole("button", { name: "Remove picture" }).click();
    await field(ben).getByRole("button", { name: "Choose… picture" }).waitFor();
    await article(ana, "Look at me").locator(".avatar", { hasText: "BO" }).waitFor();
    expect(await ben.evaluate(() => document.activeElement?.textContent)).toBe("Choose… picture");
  });

  it("that are large are made smaller before they are sent", async () => {
    const ben = await stage.page(stage.ben, stage.path);
    await ben.getByRole("button", { name: "Your profile" }).click();
    const large = await drawn(ben, 800);
    expect(large.buffer.length).toBeGreaterThan(500_000);
    await field(ben).locator("input").setInputFiles(large);
    await eventually(() => stage.ben.avatarUrl).toBeTruthy();
    const { type, content } = stage.server.chat.kept.get(stage.ben.avatarUrl!)!;
    expect([type, content.length < large.buffer.length / 4]).toEqual(["image/webp", true]);
  });

  it("that can't be kept are refused with the reason, and initials stand for what can't be loaded", async () => {
    stage.ben.avatarUrl = "/avatars/2/gone.webp";
    const ben = await stage.page(stage.ben, stage.path);
    await ben.getByRole("complementary").locator(".self .avatar", { hasText: "BO" }).waitFor();
    await ben.getByRole("button", { name: "Your profile" }).click();
    await field(ben).waitFor();
    stage.server.unavailable = true;
    await field(ben)
      .locator("input")
      .setInputFiles(await drawn(ben, 8));
    await field(ben).getByRole("alert").getByText("Campfire is having trouble right now").waitFor();
    stage.server.unavailable = false;
  });

  it("of bots are set by administrators", async () => {
    const { chat } = stage.server;
    const ana = await stage.page(stage.ana, stage.path);
    await administer(ana, "Bots");
    await ana.getByRole("button", { name: "New bot" }).click();
    await ana.getByRole("textbox", { name: "Bot’s name" }).fill("Deployer");
    await ana.getByRole("button", { name: "Create bot" }).click();
    await field(ana)
      .locator("input")
      .setInputFiles(await drawn(ana, 40));
    const bot = () => chat.users.find(({ role }) => role === "bot");
    await eventually(() => bot()?.avatarUrl).toMatch(/^\/avatars\//);
    await field(ana).getByRole("button", { name: "Remove picture" }).click();
    await eventually(() => bot()?.avatarUrl).toBeNull();
  });
});
