import { beforeEach, describe, expect, it } from "vitest";
import { problems } from "../support/axe.ts";
import { browserMissing } from "../support/browser.ts";
import { article, compose, eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();

describe.skipIf(browserMissing())("formatting", () => {
  let path: string;
  playOn(stage);
  beforeEach(() => {
    path = `/rooms/${stage.room("Design").id}`;
  });
  const open = async () => {
    const page = await stage.page(stage.ana, path);
    return { page, box: page.getByRole("textbox", { name: "Message", exact: true }) };
  };

  it("shows Markdown as the server made it, and its source when it is edited or copied", async () => {
    const { page, box } = await open();
    await box.fill("**Bold**, `code <b>`\n> quoted\n\n- one\n- two");
    await box.press("Enter");
    const body = article(page, "quoted").locator(".message-body");
    await body.locator("strong", { hasText: "Bold" }).waitFor();
    expect(await body.locator("code").textContent()).toBe("code <b>");
    expect(await body.locator("blockquote").textContent()).toContain("quoted");
    expect(await body.locator("li").allTextContents()).toEqual(["one", "two"]);
    await box.press("ArrowUp");
    const editor = page.getByRole("textbox", { name: "Edit message" });
    expect(await editor.inputValue()).toBe("**Bold**, `code <b>`\n> quoted\n\n- one\n- two");
    await editor.press("Control+a");
    await editor.press("Control+e");
    expect(await editor.inputValue()).toMatch(/^`\*\*Bold.*- two`$/s);
    await editor.press("Escape");
  });

  it("formats what is selected by keys and from the menu, each step to be undone", async () => {
    const { page, box } = await open();
    await box.pressSequentially("deploy now");
    await box.press("Shift+Control+ArrowLeft");
    await box.press("Control+b");
    expect(await box.inputValue()).toBe("deploy **now**");
    await box.press("Control+i");
    expect(await box.inputValue()).toBe("deploy ***now***");
    await box.press("Control+z");
    expect(await box.inputValue()).toBe("deploy **now**");
    await box.press("Control+a");
    await page.getByRole("button", { name: "Formatting" }).click();
    await page.getByRole("menuitem", { name: /^Quote/ }).press("Enter");
    await eventually(() => box.inputValue()).toBe("> deploy **now**");
    expect(await box.evaluate((field) => field === document.activeElement)).toBe(true);
    await box.press("Control+a");
    await box.press("Control+k");
    expect(await box.inputValue()).toBe("[> deploy **now**](https://)");
    await box.press("ArrowRight");
    await box.press("Control+k");
    await page.getByRole("combobox", { name: "Room or person" }).waitFor();
  });

  it("makes a link of words that an address is pasted over", async () => {
    const { page, box } = await open();
    await box.fill("the report");
    await box.press("Control+a");
    await box.evaluate((field) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "https://a.example/report");
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await eventually(() => box.inputValue()).toBe("[the report](https://a.example/report)");
    await box.press("Enter");
    expect(await page.getByRole("link", { name: "the report" }).getAttribute("href")).toBe("https://a.example/report");
  });

  it("makes new lines with Enter in a code block, and says so; after it Enter sends", async () => {
    const { page, box } = await open();
    await box.pressSequentially("```js");
    await page.getByText("Enter makes a line").waitFor();
    await box.press("Enter");
    await box.pressSequentially("let a;");
    await box.press("Enter");
    await box.pressSequentially("```");
    await eventually(() => page.getByText("Enter makes a line").count()).toBe(0);
    await box.press("Enter");
    const code = page.locator("article pre code.language-js");
    await code.waitFor();
    expect(await code.textContent()).toBe("let a;\n");
    await box.pressSequentially("```");
    await box.press("Enter");
    await box.pressSequentially("sent from within");
    await box.press("Control+Enter");
    await page.locator("article pre", { hasText: "sent from within" }).waitFor();
  });

  it("shows text of any direction and kind as it was written, however long", async () => {
    const { page } = await open();
    const { ben, server } = stage;
    const room = stage.room("Design").id;
    server.say(room, ben, "مرحبا **بالعالم** و `code`");
    server.say(room, ben, "👩‍👩‍👧‍👦 👍🏽");
    server.say(room, ben, `${"x".repeat(4_990)} ${"ü".repeat(5_009)}`);
    server.say(room, ben, `\`\`\`\n${"y".repeat(9_000)}\n\`\`\``);
    const arabic = article(page, "مرحبا").locator(".message-body");
    await arabic.waitFor();
    expect(await arabic.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
    const emoji = article(page, "👩‍👩‍👧‍👦").locator(".message-body");
    expect(await emoji.evaluate((element) => element.className)).toBe("message-body emoji");
    await article(page, "yyy").waitFor();
    const log = page.getByRole("log");
    expect(await log.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  });

  it("lets one move code that is too wide by keys, and come back from it", async () => {
    const { page } = await open();
    stage.server.say(stage.room("Design").id, stage.ben, `\`\`\`\n${"wide ".repeat(300)}\n\`\`\``);
    const message = article(page, "wide");
    const code = message.locator("pre");
    await code.waitFor();
    await page.getByRole("log").focus();
    await page.keyboard.press("ArrowUp");
    for (let presses = 0; presses < 9 && !(await code.evaluate((one) => one === document.activeElement)); presses++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    await eventually(() => code.evaluate((one) => one.scrollLeft)).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    expect(await message.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  it("reads the words aloud, not their marks", async () => {
    const { page } = await open();
    await compose(page, "hello");
    await article(page, "hello").waitFor();
    stage.server.say(stage.room("Design").id, stage.ben, "**Ready** for `v2`?\n- yes");
    await page.getByRole("status").filter({ hasText: "Ben Okafor: Ready for v2? yes" }).waitFor({ state: "attached" });
  });

  it.each(["light", "dark"] as const)("axe finds nothing wrong in what is written (%s)", async (colorScheme) => {
    const { ben, server } = stage;
    const room = stage.room("Design");
    server.say(room.id, ben, "# Title\n**a** `b` [c](https://a.example) @Ana Ribeiro\n> d\n\n- e");
    server.say(room.id, ben, `\`\`\`\n${"f ".repeat(300)}\n\`\`\``);
    server.say(room.id, ben, "/play tada");
    const preview = { url: "https://a.example/", title: "Title", description: "Words", site: "Site" };
    server.showLink(server.say(room.id, ben, "https://a.example"), preview);
    const page = await stage.page(stage.ana, path, { colorScheme, reducedMotion: "reduce" });
    const box = page.getByRole("textbox", { name: "Message", exact: true });
    await page.locator(".link-card").waitFor();
    for (const text of ["well :roc", "```js\n", "/play t"]) {
      await box.fill("");
      await box.pressSequentially(text);
      if (!text.startsWith("`")) await page.getByRole("option").first().waitFor();
      expect(await problems(page, colorScheme)).toEqual([]);
    }
  });
});
