import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { article, compose, eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();

/** How many tones were started on the page so far. */
const tones = (page: Page) => page.evaluate(() => (globalThis as { started?: number }).started ?? 0);

async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const counts = globalThis as { started?: number };
    counts.started = 0;
    for (const kind of [OscillatorNode, AudioBufferSourceNode]) {
      const { start } = kind.prototype;
      kind.prototype.start = function (this: AudioScheduledSourceNode, ...args: [number?]) {
        counts.started!++;
        return start.apply(this as never, args);
      };
    }
  });
}

describe.skipIf(browserMissing())("playing sounds", () => {
  let path: string;
  playOn(stage);
  beforeEach(() => {
    path = `/rooms/${stage.room("Design").id}`;
  });
  const open = async () => {
    const page = await stage.page(stage.ana, path);
    // What comes before the room is there is history.
    await page.getByText(/quiet here|conversation began/).waitFor();
    await listen(page);
    return page;
  };
  const play = (name: string) => stage.server.say(stage.room("Design").id, stage.ben, `/play ${name}`);

  it("plays what is played while one looks, to those who play it too, and again by its button", async () => {
    const page = await open();
    await compose(page, "/play tada");
    const message = article(page, "played tada");
    await message.waitFor();
    await eventually(() => tones(page)).toBe(7);
    await message.getByRole("button", { name: "Play tada" }).click();
    await eventually(() => tones(page)).toBe(14);
    play("bell");
    await article(page, "played bell").waitFor();
    await eventually(() => tones(page)).toBe(18);
  });

  it("plays nothing of history, and nothing to who looks elsewhere", async () => {
    play("tada");
    const page = await open();
    await article(page, "played tada").waitFor();
    await page.mouse.click(5, 5);
    stage.server.say(stage.room("All Talk").id, stage.ben, "/play bell");
    const old = stage.server.chat.post(stage.room("Design"), stage.ben.id, "/play bell", {
      at: new Date(Date.now() - 120_000),
    });
    stage.server.tell({ type: "message", message: old });
    await article(page, "played bell").waitFor();
    play("honk");
    await article(page, "played honk").waitFor();
    await eventually(() => tones(page)).toBe(4);
  });

  it("says that a gesture is needed before anything can be heard", async () => {
    const page = await open();
    // What Playwright does on a page counts as a gesture.
    await page.evaluate(() => Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: false } }));
    play("tada");
    await page.getByText("Press anything on this page").waitFor();
    expect(await tones(page)).toBe(0);
  });

  it("keeps quiet on a device that was muted, also after a reload", async () => {
    const page = await open();
    await page.getByRole("button", { name: /^Notifications/ }).click();
    await page.getByRole("menuitem", { name: "Mute sounds" }).click();
    play("tada");
    expect(await article(page, "played tada").getByRole("button", { name: "Play tada" }).isDisabled()).toBe(true);
    await page.reload();
    await listen(page);
    play("bell");
    await article(page, "played bell").waitFor();
    expect(await tones(page)).toBe(0);
    await page.getByRole("button", { name: /^Notifications/ }).click();
    await page.getByRole("menuitem", { name: "Let sounds be heard" }).click();
    await article(page, "played bell").getByRole("button", { name: "Play bell" }).click();
    await eventually(() => tones(page)).toBe(4);
  });

  it("tells what may have been meant when there is no such sound", async () => {
    const page = await open();
    stage.server.refuseSends = "invalid";
    await compose(page, "/play tadaa");
    await page.getByRole("alert").filter({ hasText: "Not sent: It was refused." }).waitFor();
  });
});
