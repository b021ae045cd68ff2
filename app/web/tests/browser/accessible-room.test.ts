import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { problems } from "../support/axe.ts";
import { article, onStage, type Stage } from "../support/stage.ts";

const dialog = (page: Page) => page.getByRole("dialog");
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
const box = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });

/** Opens the sidebar where it isn't beside the room. */
async function aside(page: Page): Promise<void> {
  const rooms = page.getByRole("button", { name: /^Rooms/ });
  if (await rooms.isVisible()) await rooms.click();
}

/** What can be done with a message shows when one points at it, or taps it. */
async function act(page: Page, action: string): Promise<void> {
  await article(page, "Shall we sail").hover();
  await article(page, "Shall we sail").getByRole("button", { name: action, exact: true }).click();
}

/** How to come to each thing that lies over a room, and what is in it once it is whole. */
const VIEWS: Record<string, (page: Page) => Promise<void>> = {
  "new room": async (page) => {
    await aside(page);
    await press(page, "New room");
    await page.getByRole("radio", { name: /Closed/ }).check();
    await page.getByRole("checkbox", { name: "Ben Okafor" }).check();
  },
  "new direct message": async (page) => {
    await aside(page);
    await press(page, "New direct message");
    await page.getByRole("checkbox", { name: "Ben Okafor" }).check();
  },
  "room settings": async (page) => {
    await press(page, "Room settings");
    await page.getByRole("radio", { name: /Open/ }).waitFor();
  },
  "deleting a room": async (page) => {
    await VIEWS["room settings"]!(page);
    await press(page, "Delete room…");
    await dialog(page).getByRole("heading", { name: "Delete Design?" }).waitFor();
  },
  "jumping to a room": async (page) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("a");
    await page.getByRole("option", { name: /Search messages/ }).waitFor();
  },
  searching: async (page) => {
    await aside(page);
    await press(page, "Search messages");
    await page.getByRole("searchbox").fill("sail");
    await page.keyboard.press("Enter");
    await dialog(page).locator("mark").waitFor();
  },
  notifications: async (page) => {
    await aside(page);
    await press(page, "Notification settings");
    await dialog(page).getByText("You are notified of").waitFor();
  },
  "how much one wants to hear": (page) => press(page, /^Notifications:/),
  formatting: (page) => press(page, "Formatting"),
  boosting: (page) => act(page, "Boost"),
  "a message’s menu": (page) => act(page, "More actions"),
  "deleting a message": async (page) => {
    await act(page, "More actions");
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await dialog(page).getByRole("button", { name: "Delete" }).waitFor();
  },
  "a message that is edited": async (page) => {
    await act(page, "More actions");
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: "Edit message" }).waitFor();
  },
  "names to mention": async (page) => {
    await box(page).fill("");
    await box(page).pressSequentially("@");
    await page.getByRole("option").first().waitFor();
  },
  "the beginning of an empty room": async (page) => {
    await aside(page);
    await page.getByRole("navigation").getByRole("link", { name: "All Talk" }).click();
    await page.getByText("It’s quiet here.").waitFor();
  },
};

function furnish(stage: Stage): void {
  const { chat } = stage.server;
  chat.post(stage.room("Design"), stage.ben.id, "Shall we sail at nine?");
  chat.addUser("Wolfeschlegelsteinhausenbergerdorff Bartholomew");
  chat.post(chat.rooms[2]!, stage.ben.id, "Unread");
}

onStage("what lies over a room", (stage) => {
  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 390],
    ["dark", 390],
  ] as const)("has nothing wrong that axe finds (%s, %i wide)", { timeout: 240_000 }, async (scheme, width) => {
    furnish(stage);
    const look = { colorScheme: scheme, reducedMotion: "reduce", viewport: { width, height: 800 } } as const;
    const page = await stage.page(stage.ana, stage.path, look);
    const found: Record<string, string[]> = {};
    for (const [name, open] of Object.entries(VIEWS)) {
      await page.goto(stage.path);
      await article(page, "Shall we sail").waitFor();
      await open(page);
      const wrong = await problems(page, scheme);
      const sideways = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll("dialog, .popup")].some(
          ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
        ),
      );
      if (sideways) wrong.push("is wider than the screen");
      if (wrong.length) found[name] = wrong;
    }
    expect(found).toEqual({});
  });
});
