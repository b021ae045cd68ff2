import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { eventually, onStage, type Stage } from "../support/stage.ts";

const article = (page: Page, name: RegExp) => page.getByRole("article", { name });

/** Picks a file of so many bytes. */
async function pick(page: Page, name: string, bytes = 20): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await choosing).setFiles({ name, mimeType: "text/plain", buffer: Buffer.alloc(bytes, "x") });
}

/** Sends a file that doesn't get through. Returns what lets it. */
async function sendHeld(stage: Stage, page: Page, name: string): Promise<() => void> {
  let release = () => {};
  stage.server.files.held = new Promise((resolve) => {
    release = resolve;
  });
  await pick(page, name);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("progressbar", { name: `Sending ${name}` }).waitFor();
  await eventually(() => stage.server.files.tries).toBe(1);
  return release;
}

const kept = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open("campfire");
        opening.onupgradeneeded = () => opening.transaction!.abort();
        opening.onerror = () => resolve(0);
        opening.onsuccess = () => {
          const counting = opening.result.transaction("uploads").objectStore("uploads").count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );

/** Leaves the page in spite of what it asks, and comes back. Resolves to whether it asked. */
async function reloadAnyway(page: Page): Promise<boolean> {
  let asked = false;
  page.once("dialog", (dialog) => {
    asked = dialog.type() === "beforeunload";
    void dialog.accept();
  });
  await page.reload();
  return asked;
}

onStage("files over a reload", (stage) => {
  it("are asked about before the page is left, go on after it, and are one message", async () => {
    const page = await stage.page(stage.ana, stage.path);
    const release = await sendHeld(stage, page, "plan.txt");
    await eventually(() => kept(page)).toBe(1);
    expect(await reloadAnyway(page)).toBe(true);
    await page.getByRole("progressbar", { name: "Sending plan.txt" }).waitFor();
    release();
    await page.getByRole("link", { name: /plan\.txt/ }).waitFor();
    await eventually(() => article(page, /sending/).count()).toBe(0);
    await eventually(() => kept(page)).toBe(0);
    expect(stage.room("Design").messages.map(({ attachment }) => attachment?.bytes)).toEqual([20]);
    expect(await reloadAnyway(page)).toBe(false);
  });

  it("are left to the page that sends them by any other", async () => {
    const page = await stage.page(stage.ana, stage.path);
    const release = await sendHeld(stage, page, "plan.txt");
    await eventually(() => kept(page)).toBe(1);
    const other = await page.context().newPage();
    await other.goto(`${stage.url}${stage.path}`);
    await other.getByRole("textbox", { name: "Message", exact: true }).waitFor();
    release();
    await other.getByRole("link", { name: /plan\.txt/ }).waitFor();
    expect(stage.server.files.tries).toBe(1);
  });

  it("are shown as not sent when the device had no place for them", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (value: { file?: unknown }, ...rest: [IDBValidKey?]) {
        if (value.file) throw new DOMException("no place", "QuotaExceededError");
        return put.call(this, value, ...rest);
      };
    });
    await sendHeld(stage, page, "huge.mov");
    await eventually(() => kept(page)).toBe(1);
    await reloadAnyway(page);
    const lost = article(page, /not sent/);
    await lost.getByText("Not sent: the page was closed before the file had gone. Choose it again.").waitFor();
    expect(await lost.locator(".file-line").textContent()).toContain("huge.mov");
    expect(await lost.getByRole("button", { name: "Retry" }).count()).toBe(0);
    await lost.getByRole("button", { name: "Discard" }).click();
    await eventually(() => kept(page)).toBe(0);
  });

  it("are forgotten with the person who signs out, and asked about before they are sent", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await sendHeld(stage, page, "plan.txt");
    await eventually(() => kept(page)).toBe(1);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await eventually(() => kept(page)).toBe(0);
    await page.getByRole("textbox", { name: "Email address" }).fill(stage.ana.email);
    await page.getByRole("textbox", { name: "Password" }).fill(stage.ana.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Attach files" }).waitFor();
    expect(await page.getByRole("list", { name: "Files to send" }).count()).toBe(0);
    await pick(page, "later.txt");
    await page.getByRole("button", { name: "Remove later.txt" }).waitFor();
    expect(await reloadAnyway(page)).toBe(true);
  });
});
