import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { problems } from "../support/axe.ts";
import { administer, article, eventually, onStage, type Stage } from "../support/stage.ts";

const still = { reducedMotion: "reduce" } as const;
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const dialog = (page: Page) => page.getByRole("dialog");

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="teal"/></svg>';

/** A team in which there is everything that a dialog can show. */
function furnish(stage: Stage): void {
  const { chat } = stage.server;
  chat.post(stage.room("Design"), stage.ben.id, "Morning @Ana Ribeiro");
  stage.ben.bio = "Draws kettles.";
  chat.addUser("Cleo Márquez").active = false;
  Object.assign(chat.addUser("Dan Troll"), { active: false, banned: true });
  const { id } = chat.addUser("Deployer", { role: "bot" });
  chat.bots.push({ id, name: "Deployer", active: true, key: `${id}-x`, webhookUrl: null, webhookSecret: "whsec" });
  chat.otherSessions = [7];
  const picture = { type: "image/svg+xml", content: PICTURE };
  stage.ana.avatarUrl = chat.keep("avatars", "svg", picture);
  chat.logoUrl = chat.keep("account/logo", "svg", picture);
}

const openProfile = (page: Page) => page.getByRole("button", { name: "your profile" }).click();
const openSettings = (page: Page) => administer(page, "Settings for everybody");

/** How to come to each dialog from a room, and what is in it once it is whole. */
const DIALOGS: Record<string, (page: Page) => Promise<void>> = {
  profile: async (page) => {
    await openProfile(page);
    await dialog(page).getByRole("textbox", { name: "About you" }).waitFor();
  },
  sessions: async (page) => {
    await openProfile(page);
    await page.getByRole("button", { name: "Where you’re signed in" }).click();
    await dialog(page).getByText("this one").waitFor();
  },
  transfer: async (page) => {
    await DIALOGS.sessions!(page);
    await page.getByRole("button", { name: "Sign in on another device…" }).click();
    await dialog(page).getByRole("img").waitFor();
  },
  settings: async (page) => {
    await openSettings(page);
    await dialog(page).getByRole("button", { name: "Remove logo" }).waitFor();
  },
  styles: async (page) => {
    await openSettings(page);
    await page.getByRole("button", { name: "Custom styles…" }).click();
    await dialog(page).getByRole("textbox", { name: "CSS" }).waitFor();
  },
  people: async (page) => {
    await administer(page, "People");
    await dialog(page).getByRole("heading", { name: "Banned" }).waitFor();
  },
  "a ban": async (page) => {
    await DIALOGS.people!(page);
    await page.getByRole("button", { name: "Ban Ben Okafor…" }).click();
    await dialog(page).getByRole("button", { name: "Ban", exact: true }).waitFor();
  },
  bots: async (page) => {
    await administer(page, "Bots");
    await dialog(page).getByRole("button", { name: "Deployer" }).waitFor();
  },
  "new bot": async (page) => {
    await DIALOGS.bots!(page);
    await page.getByRole("button", { name: "New bot" }).click();
    await dialog(page).getByRole("textbox", { name: "Bot’s name" }).waitFor();
  },
  bot: async (page) => {
    await DIALOGS.bots!(page);
    await dialog(page).getByRole("button", { name: "Deployer" }).click();
    await dialog(page).getByRole("group", { name: "Picture" }).waitFor();
  },
  person: async (page) => {
    await article(page, "Morning").getByRole("button", { name: "Ben Okafor" }).click();
    await dialog(page).getByRole("button", { name: "Message Ben Okafor" }).waitFor();
  },
  oneself: async (page) => {
    await article(page, "Morning").getByRole("button", { name: "@Ana Ribeiro" }).click();
    await dialog(page).getByRole("button", { name: "Edit your profile" }).waitFor();
  },
};

/** Presses Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 80; presses++) {
    const text = await page.evaluate(() => {
      const element = document.activeElement;
      const label = (element as HTMLInputElement | null)?.labels?.[0]?.textContent;
      const spoken = element?.cloneNode(true) as Element | undefined;
      for (const silent of spoken?.querySelectorAll("[aria-hidden=true]") ?? []) silent.remove();
      return (element?.getAttribute("aria-label") ?? label ?? spoken?.textContent ?? "").trim();
    });
    if (text === name) return;
    seen.push(text);
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to "${name}", but to ${JSON.stringify(seen)}`);
}

onStage("dialogs", (stage) => {
  it.each(["light", "dark"] as const)(
    "have nothing wrong that axe finds (%s)",
    { timeout: 240_000 },
    async (scheme) => {
      furnish(stage);
      const page = await stage.page(stage.ana, stage.path, { colorScheme: scheme, ...still });
      await article(page, "Morning").waitFor();
      const found: Record<string, string[]> = {};
      for (const [name, open] of Object.entries(DIALOGS)) {
        await open(page);
        const wrong = await problems(page, scheme);
        if (wrong.length) found[name] = wrong;
        await page.keyboard.press("Escape");
        await eventually(() => dialog(page).count()).toBe(0);
      }
      expect(found).toEqual({});
    },
  );

  it("never need to be moved sideways on a telephone", { timeout: 120_000 }, async () => {
    furnish(stage);
    stage.ben.bio = "W".repeat(500);
    stage.ben.name = "Wolfeschlegelsteinhausenbergerdorff Bartholomew";
    const page = await stage.page(stage.ana, stage.path, { ...still, ...phone });
    await article(page, "Morning").waitFor();
    await article(page, "Morning").getByRole("button", { name: "Wolfe" }).click();
    const wide = () => dialog(page).evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(await wide()).toBe(0);
    await page.keyboard.press("Escape");
    for (const name of ["profile", "transfer", "people", "settings", "styles", "bot"]) {
      await page.getByRole("button", { name: "Rooms" }).click();
      await DIALOGS[name]!(page);
      expect([name, await wide()]).toEqual([name, 0]);
      await page.keyboard.press("Escape");
      await eventually(() => dialog(page).count()).toBe(0);
      // The drawer is still open behind it.
      await page.keyboard.press("Escape");
    }
  });

  it("are all reached and used by the keyboard alone", { timeout: 120_000 }, async () => {
    furnish(stage);
    const page = await stage.page(stage.ana, stage.path);
    await page.getByRole("textbox", { name: "Message", exact: true }).waitFor();
    const press = async (name: string) => {
      await tabTo(page, name);
      await page.keyboard.press("Enter");
    };
    await press("Ana Ribeiro your profile");
    await dialog(page).getByRole("textbox", { name: "About you" }).waitFor();
    await tabTo(page, "Change… picture");
    await press("Remove picture");
    await eventually(() => stage.ana.avatarUrl).toBeNull();
    await press("Where you’re signed in");
    await press("Sign in on another device…");
    await dialog(page).getByRole("img").waitFor();
    await tabTo(page, "Link for your device");
    await page.keyboard.press("Escape");
    await tabTo(page, "Ana Ribeiro your profile");

    await press("Administration");
    await page.keyboard.press("Enter");
    await press("Custom styles…");
    await dialog(page).getByRole("textbox").waitFor();
    await tabTo(page, "CSS");
    await page.keyboard.type("a { color: red }");
    await press("Save");
    await eventually(() => stage.server.chat.styles).toBe("a { color: red }");
    await eventually(() => dialog(page).count()).toBe(0);

    await press("Administration");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await press("Ben Okafor");
    await press("Message Ben Okafor");
    await page.getByRole("heading", { name: "Ben Okafor" }).waitFor();
  });
});
