import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { problems } from "../support/axe.ts";
import { browserMissing } from "../support/browser.ts";
import type { FakeUser } from "../support/fake-chat.ts";
import { eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();
const strangers = (page: Page) =>
  page.getByRole("list", { name: "People to start a conversation with" }).getByRole("button");
const begin = (page: Page, name: string) => page.getByRole("button", { name: `Start a conversation with ${name}` });
const talk = (page: Page, name: string) => page.getByRole("navigation").getByRole("link", { name });
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
const box = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });

/** As the server tells of somebody who joined or changed. */
function tell({ email, password, ...user }: FakeUser): void {
  stage.server.tell({ type: "user", user });
}

describe.skipIf(browserMissing())("people to whom one didn't talk yet", () => {
  let cleo: FakeUser;
  playOn(stage);
  beforeEach(() => {
    cleo = stage.server.chat.addUser("Cleo Márquez");
  });

  it("stand below the conversations; choosing one begins the conversation, for both and in every tab", async () => {
    const page = await stage.page(stage.ana, stage.path);
    const [tab, hers] = [await page.context().newPage(), await stage.page(cleo, stage.path)];
    await tab.goto(stage.path);
    await begin(tab, "Cleo Márquez").waitFor();
    await begin(hers, "Ana Ribeiro").waitFor();
    // With Ben there is a conversation, and with oneself nobody begins one here.
    await begin(page, "Cleo Márquez online").waitFor();
    expect(await strangers(page).count()).toBe(1);
    await begin(page, "Cleo Márquez").click();
    await heading(page, "Cleo Márquez");
    await eventually(() => box(page).evaluate((field) => field === document.activeElement)).toBe(true);
    await talk(tab, "Cleo Márquez").waitFor();
    await talk(hers, "Ana Ribeiro").waitFor();
    for (const one of [page, tab]) await eventually(() => strangers(one).count()).toBe(0);
    await eventually(() => strangers(hers).allTextContents()).toEqual([expect.stringContaining("Ben Okafor")]);
  });

  it("come and go as people join, are renamed and are deactivated", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await begin(page, "Cleo Márquez away").waitFor();
    const dan = stage.server.chat.addUser("Dan Silva");
    tell(dan);
    await begin(page, "Dan Silva").waitFor();
    tell(Object.assign(dan, { name: "Daniel Silva" }));
    await begin(page, "Daniel Silva").waitFor();
    tell(Object.assign(cleo, { active: false as const }));
    await eventually(() => strangers(page).count()).toBe(1);
    await begin(page, "Daniel Silva").waitFor();
  });

  it("are reached by Tab and not by the keys that go along the rooms, and stay where the server refuses", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await begin(page, "Cleo Márquez").waitFor();
    await talk(page, "Ben Okafor").focus();
    await page.keyboard.press("Tab");
    expect(await begin(page, "Cleo Márquez").evaluate((button) => button === document.activeElement)).toBe(true);
    stage.server.unavailable = true;
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Campfire is having trouble right now").waitFor();
    stage.server.unavailable = false;
    await talk(page, "Ben Okafor").click();
    await heading(page, "Ben Okafor");
    await page.keyboard.press("Alt+ArrowDown");
    await heading(page, "All Talk");
    expect(await strangers(page).count()).toBe(1);
    await begin(page, "Cleo Márquez").focus();
    await page.keyboard.press("Enter");
    await heading(page, "Cleo Márquez");
  });

  it.each(["light", "dark"] as const)(
    "are in the drawer of a phone, nothing wrong that axe finds (%s)",
    async (scheme) => {
      const bot = stage.server.chat.addUser("Deployer", { role: "bot" });
      stage.server.chat.addUser(`Wolfe${"schlegelstein".repeat(8)}`);
      const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true } as const;
      const page = await stage.page(stage.ana, stage.path, { colorScheme: scheme, reducedMotion: "reduce", ...phone });
      await page.getByRole("button", { name: "Rooms" }).click();
      await begin(page, bot.name).waitFor();
      expect(await problems(page, scheme)).toEqual([]);
      // Whether a bot is there is nothing to be told.
      expect(await begin(page, bot.name).textContent()).toMatch(/Deployer$/);
      const wide = await page.locator("#sidebar nav").evaluate((nav) => nav.scrollWidth > nav.clientWidth);
      expect(wide).toBe(false);
      await begin(page, "Cleo Márquez").click();
      await heading(page, "Cleo Márquez");
      await eventually(() => page.locator("#sidebar.open").count()).toBe(0);
    },
  );
});
