import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();

const file = (name: string, content = "content", mimeType = "text/plain") => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
});

/** Sends files as a person does: by the button, the device's picker, and what sends any message. */
async function choose(page: Page, ...files: ReturnType<typeof file>[]): Promise<void> {
  await pick(page, ...files);
  await send(page);
}

const send = (page: Page) => page.getByRole("button", { name: "Send" }).click();

async function pick(page: Page, ...files: ReturnType<typeof file>[]): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await choosing).setFiles(files);
}

/** Drags files over the page and, with "drop", lets them go; or pastes them. */
async function hand(page: Page, type: "dragover" | "drop" | "paste", names: string[], text = ""): Promise<void> {
  await page.evaluate(
    ([kind, all, words]) => {
      const data = new DataTransfer();
      for (const name of all) data.items.add(new File([`content of ${name}`], name, { type: "text/plain" }));
      if (words) data.setData("text/plain", words);
      const options = { bubbles: true, cancelable: true };
      const target = document.activeElement ?? document.body;
      if (kind === "paste") target.dispatchEvent(new ClipboardEvent(kind, { ...options, clipboardData: data }));
      else target.dispatchEvent(new DragEvent(kind, { ...options, dataTransfer: data }));
    },
    [type, names, text] as const,
  );
}

const names = (page: Page) => page.locator("article:not(.pending) .file-name").allTextContents();
const sending = (page: Page) => page.getByRole("article", { name: /sending/ });
const refused = (page: Page) => page.getByRole("article", { name: /not sent/ });

describe.skipIf(browserMissing())("attaching files", () => {
  let path: string;
  playOn(stage);
  beforeEach(() => {
    path = `/rooms/${stage.room("Design").id}`;
  });

  it("sends what was chosen, one message each, in order and for everybody", async () => {
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, path)];
    await ben.getByRole("textbox", { name: "Message", exact: true }).waitFor();
    await choose(ana, file("one.txt"), file("two.txt"), file("three.txt"));
    for (const page of [ana, ben]) await eventually(() => names(page)).toEqual(["one.txt", "two.txt", "three.txt"]);
    await eventually(() => ana.getByRole("article").count()).toBe(3);
    const card = ben.getByRole("link", { name: /two\.txt/ });
    expect(await card.getAttribute("download")).toBe("two.txt");
    expect(await card.textContent()).toContain("7 bytes");
  });

  it("takes files that are dropped on the page, and shows that it would", async () => {
    const page = await stage.page(stage.ana, path);
    await page.getByRole("button", { name: "Attach files" }).waitFor();
    await hand(page, "dragover", ["plan.txt"]);
    await page.getByText("Drop files to add them to your message to Design").waitFor();
    await hand(page, "drop", ["plan.txt", "budget.txt"]);
    await send(page);
    await eventually(() => names(page)).toEqual(["plan.txt", "budget.txt"]);
    expect(await page.getByText("Drop files to add them").count()).toBe(0);
  });

  it("takes files that are pasted, but not the picture of a text that is", async () => {
    const page = await stage.page(stage.ana, path);
    await page.getByRole("textbox", { name: "Message", exact: true }).focus();
    await hand(page, "paste", ["from-word.txt"], "the text");
    await hand(page, "paste", ["screenshot.txt"]);
    await send(page);
    await eventually(() => names(page)).toEqual(["screenshot.txt"]);
    expect(stage.server.files.tries).toBe(1);
  });

  it("shows how far a file is, and lets one stop it", async () => {
    let release = () => {};
    stage.server.files.held = new Promise((resolve) => {
      release = resolve;
    });
    const page = await stage.page(stage.ana, path);
    await choose(page, file("unwanted.txt"), file("wanted.txt"));
    await page.getByRole("progressbar", { name: "Sending unwanted.txt" }).waitFor();
    await sending(page).first().getByRole("button", { name: "Cancel" }).click();
    await eventually(() => sending(page).count()).toBe(1);
    await eventually(() => stage.server.files.brokenOff).toBe(1);
    release();
    await eventually(() => names(page)).toEqual(["wanted.txt"]);
    expect(await refused(page).count()).toBe(0);
  });

  it("sends nothing of a file that was stopped before it began", async () => {
    const page = await stage.page(stage.ana, path);
    await page.evaluate(() => {
      const { arrayBuffer } = Blob.prototype;
      const reading = new Promise<void>((resolve) => Object.assign(window, { letFilesBeRead: resolve }));
      Blob.prototype.arrayBuffer = async function () {
        await reading;
        return arrayBuffer.call(this);
      };
    });
    await choose(page, file("unwanted.txt"), file("wanted.txt"));
    await sending(page).first().getByRole("button", { name: "Cancel" }).click();
    await eventually(() => sending(page).count()).toBe(1);
    await page.evaluate(() => (window as unknown as { letFilesBeRead: () => void }).letFilesBeRead());
    await eventually(() => names(page)).toEqual(["wanted.txt"]);
    expect(stage.server.files.tries).toBe(1);
  });

  it("goes on by itself when the server was away, and makes no second message of a lost answer", async () => {
    stage.server.unavailable = false;
    stage.server.files.losingAnswers = true;
    const page = await stage.page(stage.ana, path);
    await choose(page, file("lost-answer.txt"));
    await eventually(() => names(page)).toEqual(["lost-answer.txt"]);
    await eventually(() => sending(page).count()).toBe(0);
    stage.server.files.losingAnswers = false;
    const answered = { status: 503, code: "unavailable", message: "Later." };
    stage.server.files.refusal = answered;
    const before = stage.server.files.tries;
    await choose(page, file("later.txt"));
    await eventually(() => stage.server.files.tries).toBeGreaterThan(before + 1);
    stage.server.files.refusal = null;
    await eventually(() => names(page)).toEqual(["lost-answer.txt", "later.txt"]);
    expect(stage.room("Design").messages).toHaveLength(2);
  });

  it("says why a file was refused, and tries again when asked to", async () => {
    stage.server.files.refusal = { status: 422, code: "invalid", message: "The file didn't come whole." };
    const page = await stage.page(stage.ana, path);
    await choose(page, file("half.txt"));
    await refused(page).getByText("Not sent: The file didn't come whole.").waitFor();
    stage.server.files.refusal = null;
    await refused(page).getByRole("button", { name: "Retry" }).click();
    await eventually(() => names(page)).toEqual(["half.txt"]);
  });

  it("doesn't send what is too large, and sends the others", async () => {
    const page = await stage.page(stage.ana, path);
    await choose(page, file("huge.txt", "x".repeat(1_000_001)), file("small.txt"));
    await refused(page).getByText("files may have 1.0 MB at most here").waitFor();
    expect(await refused(page).getByRole("button", { name: "Retry" }).count()).toBe(0);
    await eventually(() => names(page)).toEqual(["small.txt"]);
    await refused(page).getByRole("button", { name: "Discard" }).click();
    await eventually(() => page.getByRole("article").count()).toBe(1);
    expect(stage.server.files.tries).toBe(1);
  });

  it("goes with the text, and only those that were not taken out again; nothing goes before", async () => {
    const page = await stage.page(stage.ana, path);
    const box = page.getByRole("textbox", { name: "Message", exact: true });
    await box.fill("Two plans");
    await pick(page, file("first.txt"), file("not-this.txt"));
    await hand(page, "paste", ["second.txt"]);
    const chosen = page.getByRole("list", { name: "Files to send" });
    await eventually(() => chosen.locator(".file-name").allTextContents()).toEqual([
      "first.txt",
      "not-this.txt",
      "second.txt",
    ]);
    await chosen.getByRole("button", { name: "Remove not-this.txt" }).click();
    await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe("message");
    // Another room has files of its own, and these stay.
    await page.getByRole("link", { name: "All Talk" }).click();
    await page.getByRole("heading", { name: "All Talk" }).waitFor();
    expect(await chosen.count()).toBe(0);
    await page.getByRole("link", { name: "Design" }).click();
    await eventually(() => chosen.getByRole("listitem").count()).toBe(2);
    expect(stage.server.files.tries).toBe(0);
    await box.press("Enter");
    await eventually(() => page.locator("article:not(.pending) .message-body").count()).toBe(3);
    await eventually(() => names(page)).toEqual(["first.txt", "second.txt"]);
    expect(
      stage
        .room("Design")
        .messages.map(({ text }) => text)
        .sort(),
    ).toEqual(["Two plans", "first.txt", "second.txt"]);
    expect(await chosen.count()).toBe(0);
    expect(await box.inputValue()).toBe("");
  });

  it("leaves what is being written alone, and offers a file no editing", async () => {
    const page = await stage.page(stage.ana, path);
    const box = page.getByRole("textbox", { name: "Message", exact: true });
    await box.fill("half a sentence");
    await pick(page, file("aside.txt"));
    expect(await box.inputValue()).toBe("half a sentence");
    await box.fill("");
    await send(page);
    await eventually(() => names(page)).toEqual(["aside.txt"]);
    await page.getByRole("article").hover();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).waitFor();
    for (const name of ["Edit", "Copy text"]) expect(await page.getByRole("menuitem", { name }).count()).toBe(0);
    await page.keyboard.press("Escape");
    await box.fill("");
    await box.press("ArrowUp");
    expect(await page.getByRole("textbox", { name: "Edit message" }).count()).toBe(0);
    await page.getByRole("button", { name: "Reply" }).click();
    await eventually(() => box.inputValue()).toMatch(/^> aside\.txt\n> — \[Ana Ribeiro\]/);
  });
});
