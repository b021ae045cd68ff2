import { beforeEach, describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { article, eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();
const preview = {
  url: "https://a.example/report",
  title: "The <b>report</b>",
  description: "What happened, and why.",
  site: "Example",
  // Served by the chat itself: nothing is asked of other sites.
  image: { url: "/assets/none.webp", width: 640, height: 320 },
};

describe.skipIf(browserMissing())("what links lead to", () => {
  let path: string;
  playOn(stage);
  beforeEach(() => {
    path = `/rooms/${stage.room("Design").id}`;
  });

  it("is shown below the message once it is known, with words that are only words, and stays in sight", async () => {
    stage.fill("Design", 40);
    stage.room("Design").read.set(stage.ana.id, 40);
    const page = await stage.page(stage.ana, path);
    const hosts = new Set<string>();
    page.on("request", (request) => hosts.add(new URL(request.url()).host));
    const said = stage.server.say(stage.room("Design").id, stage.ben, "see https://a.example/report");
    const message = article(page, "see https://a.example/report");
    await message.waitFor();
    expect(await message.locator(".link-card").count()).toBe(0);
    stage.server.showLink(said, preview);
    const card = message.locator("a.link-card");
    await card.waitFor();
    expect(await card.locator(".link-title").textContent()).toBe("The <b>report</b>");
    expect(await card.locator(".link-site").textContent()).toBe("a.example · Example");
    expect(await card.getAttribute("rel")).toBe("noopener noreferrer");
    await eventually(() =>
      page.getByRole("log").evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2),
    ).toBe(true);
    await eventually(() => [...hosts]).toEqual([new URL(stage.url).host]);
  });

  it("is taken away by who said it, not by others", async () => {
    const said = stage.server.say(stage.room("Design").id, stage.ana, "see https://a.example/report");
    stage.server.showLink(said, preview);
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, path)];
    const menuOf = async (page: typeof ana) => {
      const message = article(page, "see https://a.example/report");
      await message.hover();
      await message.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: "Copy link" }).waitFor();
      return page.getByRole("menuitem", { name: "Remove preview" });
    };
    expect(await (await menuOf(ben)).count()).toBe(0);
    await (await menuOf(ana)).click();
    for (const page of [ana, ben]) await eventually(() => page.locator(".link-card").count()).toBe(0);
  });
});
