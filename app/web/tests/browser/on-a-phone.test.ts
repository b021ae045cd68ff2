import type { Page } from "playwright-core";
import { it } from "vitest";
import { administer, article, eventually, onStage, type Stage } from "../support/stage.ts";

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };
const LONG = "Wolfeschlegelsteinhausenbergerdorff-Maximilian von und zu Hohenzollern-Sigmaringen";
const LEAST_PX = 44;

/** What a finger would miss on the page as it is shown; links within lines of text aside. */
const tooSmall = (page: Page) =>
  page.evaluate((least) => {
    const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
    const wanted =
      "button, select, input:not([type=file]), textarea, a:not(.message-time), [role=option], [role^=menuitem]";
    return [...top.querySelectorAll<HTMLElement>(wanted)].flatMap((element) => {
      const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (
        !shown ||
        element.closest("[inert], .message-body, .hidden, p") ||
        element.matches(".message-author, .skip-link")
      )
        return [];
      const box = element.getBoundingClientRect();
      const label = element.closest("label")?.getBoundingClientRect();
      const around = getComputedStyle(element, "::after");
      const reach = around.position === "absolute" ? Number.parseFloat(around.height) || 0 : 0;
      const [width, height] = [Math.max(box.width, label?.width ?? 0), Math.max(box.height, label?.height ?? 0, reach)];
      if (box.width === 0 || (width >= least - 0.5 && height >= least - 0.5)) return [];
      return [`${element.tagName} ${element.className} ${Math.round(width)} x ${Math.round(height)}`];
    });
  }, LEAST_PX);

/** What doesn't end before the edge of the page; names within a line end where the line does. */
const beyond = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("dialog[open] *, .main *")]
      .filter((element) => !element.closest("pre, bdi, .hidden") && element.checkVisibility())
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => `${element.tagName} ${element.className} in ${element.parentElement?.className}`),
  );

async function fits(page: Page): Promise<void> {
  await eventually(() => tooSmall(page)).toEqual([]);
  await eventually(() => beyond(page)).toEqual([]);
}

/** People, rooms and words of the longest kind. */
function fillWithLength(stage: Stage): void {
  const { chat } = stage.server;
  const long = chat.addUser(LONG);
  chat.addRoom(LONG);
  const said = chat.post(stage.room("Design"), long.id, "Donaudampfschifffahrt".repeat(20));
  const boost = { id: 900, userId: long.id, content: "👍", createdAt: new Date().toISOString() };
  chat.change(said, { boosts: [boost] });
}

onStage("on a phone, with long names", (stage) => {
  it("everything in a room can be hit by a finger, and nothing is cut off", async () => {
    fillWithLength(stage);
    const page = await stage.page(stage.ana, stage.path, PHONE);
    await article(page, "Donaudampfschifffahrt").tap();
    await fits(page);
    await page.getByRole("button", { name: "More actions" }).tap();
    await page.getByRole("menu").waitFor();
    await fits(page);
    await page.keyboard.press("Escape");
    const box = page.getByRole("textbox", { name: "Message", exact: true });
    await box.fill("@");
    await box.press("End");
    await page.getByRole("listbox").waitFor();
    await fits(page);
    stage.server.refuseSends = "forbidden";
    await box.fill("no");
    await page.getByRole("button", { name: "Send" }).tap();
    await page.getByRole("button", { name: "Discard" }).waitFor();
    await fits(page);
    await page.getByRole("button", { name: LONG, exact: true }).tap();
    await page.getByRole("dialog", { name: LONG }).waitFor();
    await fits(page);
  });

  it("nor in the list of rooms and the dialogs that are opened there", async () => {
    fillWithLength(stage);
    const page = await stage.page(stage.ana, stage.path, PHONE);
    const open = async (name: string | RegExp) => {
      const menu = page.getByRole("button", { name: /^Rooms/ });
      if (!(await page.locator(".sidebar.open").count())) await menu.tap();
      await fits(page);
      await page.getByRole("button", { name }).tap();
      await page.getByRole("dialog").waitFor();
      await fits(page);
      await page.keyboard.press("Escape");
      await eventually(() => page.getByRole("dialog").count()).toBe(0);
    };
    for (const name of ["Jump to…", "Search messages", "New room", "New direct message", /your profile/])
      await open(name);
    for (const what of ["People", "Audit log", "Settings for everybody"]) {
      await administer(page, what);
      await page.getByRole("dialog").waitFor();
      await fits(page);
      await page.keyboard.press("Escape");
    }
  });
});
