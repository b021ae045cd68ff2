import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { article, eventually, onStage, type Stage } from "../support/stage.ts";

declare global {
  interface Window {
    shared: unknown[];
  }
}

/** A page on a device that has other apps to share with. */
async function sharingPage(stage: Stage): Promise<Page> {
  const page = await stage.page(stage.ana, "about:blank");
  await page.addInitScript(() => {
    window.shared = [];
    const take = async ({ title, url, files }: ShareData) => {
      const contents = await Promise.all((files ?? []).map(async (file) => [file.name, file.type, await file.text()]));
      window.shared.push({ title, url, contents });
    };
    Object.assign(navigator, { canShare: () => true, share: take });
  });
  await page.goto(stage.path);
  return page;
}

const shared = (page: Page) => page.evaluate(() => window.shared);

onStage("sharing", (stage) => {
  it("hands files to other apps whole, from the menu and from the picture", async () => {
    const text = stage.server.files.keep("notes.txt", "text/plain", Buffer.from("the notes"));
    const picture = stage.server.files.keep("a.png", "image/png", Buffer.from("pixels"));
    stage.server.say(stage.room("Design").id, stage.ben, "notes.txt", { attachment: text });
    stage.server.say(stage.room("Design").id, stage.ben, "a.png", { attachment: picture });
    const page = await sharingPage(stage);
    const message = article(page, "notes.txt");
    await message.hover();
    await message.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Share…" }).click();
    await eventually(() => shared(page)).toEqual([{ contents: [["notes.txt", "text/plain", "the notes"]] }]);
    await page.locator("a.picture").click();
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await eventually(async () => (await shared(page))[1]).toEqual({ contents: [["a.png", "image/png", "pixels"]] });
  });

  it("hands the invitation on, and shows it to cameras", async () => {
    const page = await sharingPage(stage);
    await page.getByRole("complementary").getByRole("button", { name: "Invite people" }).click();
    await page.getByRole("img", { name: "QR code of the invitation link" }).waitFor();
    await page.getByRole("button", { name: "Share: Invitation link" }).click();
    const url = `${stage.url}/join/${stage.server.chat.joinCode}`;
    await eventually(() => shared(page)).toEqual([{ title: "Join Northwind", url, contents: [] }]);
  });

  it("isn't offered where there is nothing to share with; a file is saved from the menu everywhere", async () => {
    const attachment = stage.server.files.keep("notes.txt", "text/plain", Buffer.from("the notes"));
    stage.server.say(stage.room("Design").id, stage.ben, "notes.txt", { attachment });
    const page = await stage.page(stage.ana, stage.path);
    await article(page, "notes.txt").hover();
    await page.getByRole("button", { name: "More actions" }).click();
    expect(await page.getByRole("menuitem", { name: "Share…" }).count()).toBe(0);
    const saving = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Download" }).click();
    expect((await saving).suggestedFilename()).toBe("notes.txt");
  });
});
