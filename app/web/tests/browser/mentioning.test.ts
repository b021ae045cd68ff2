import { beforeEach, describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { article, eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();

describe.skipIf(browserMissing())("mentioning", () => {
  let path: string;
  playOn(stage);
  beforeEach(() => {
    stage.server.chat.addUser("Cleo Márquez");
    stage.server.chat.addUser("Clara Gone").active = false;
    path = `/rooms/${stage.room("Design").id}`;
  });

  it("completes the name with the keys, and marks it for whom it means", async () => {
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, path)];
    const box = ana.getByRole("textbox", { name: "Message", exact: true });
    await box.pressSequentially("Look, @");
    const options = ana.getByRole("option");
    expect(await options.allTextContents()).toEqual([
      expect.stringContaining("Ben Okafor"),
      expect.stringContaining("Cleo Márquez"),
    ]);
    await box.press("ArrowDown");
    await eventually(() => box.getAttribute("aria-activedescendant")).toBe(await options.nth(1).getAttribute("id"));
    await box.press("ArrowUp");
    await box.press("Enter");
    await eventually(() => box.inputValue()).toBe("Look, @Ben Okafor ");
    expect(await options.count()).toBe(0);
    await box.pressSequentially("and @marq");
    await box.press("Tab");
    await eventually(() => box.inputValue()).toBe("Look, @Ben Okafor and @Cleo Márquez ");
    await box.press("Enter");
    await article(ben, "Look, @Ben Okafor").waitFor();
    expect(await ben.locator(".mention.me").allTextContents()).toEqual(["@Ben Okafor"]);
    expect(await ana.locator(".mention.me").count()).toBe(0);
  });

  it("gives way to Escape and to the mouse, and suggests only members of the room", async () => {
    const direct = stage.server.chat.rooms.find((room) => room.type === "direct")!;
    const page = await stage.page(stage.ana, `/rooms/${direct.id}`);
    const box = page.getByRole("textbox", { name: "Message", exact: true });
    await box.pressSequentially("@");
    const option = page.getByRole("option");
    await option.waitFor();
    expect(await option.count()).toBe(1);
    await box.press("Escape");
    await eventually(() => option.count()).toBe(0);
    await box.pressSequentially("be");
    await option.click();
    await eventually(() => box.inputValue()).toBe("@Ben Okafor ");
  });

  it("completes names and emoji in a message that is changed, too", async () => {
    const design = stage.room("Design");
    stage.server.chat.post(design, stage.ana.id, "Thanks");
    const [ana, ben] = [await stage.page(stage.ana, path), await stage.page(stage.ben, path)];
    await article(ana, "Thanks").waitFor();
    await article(ben, "Thanks").waitFor();
    await ana.getByRole("textbox", { name: "Message", exact: true }).press("ArrowUp");
    const editor = ana.getByRole("textbox", { name: "Edit message" });
    await editor.pressSequentially(" @be");
    const list = ana.getByRole("listbox", { name: "People to mention" });
    await list.getByRole("option", { name: "Ben Okafor" }).waitFor();
    // It is the first message: there is no place for the list above it.
    const [log, box] = [await ana.getByRole("log").boundingBox(), await list.boundingBox()];
    expect(box!.y).toBeGreaterThanOrEqual(log!.y);
    // Escape ends the suggestions only.
    await editor.press("Escape");
    await eventually(() => list.count()).toBe(0);
    await editor.pressSequentially("n");
    await editor.press("Enter");
    await eventually(() => editor.inputValue()).toBe("Thanks @Ben Okafor ");
    await editor.pressSequentially(":tad");
    await ana.getByRole("option", { name: "tada" }).waitFor();
    await editor.press("Tab");
    await editor.pressSequentially(":rocket:");
    await eventually(() => editor.inputValue()).toBe("Thanks @Ben Okafor 🎉 🚀");
    await editor.press("Enter");
    await article(ben, "Thanks @Ben Okafor 🎉 🚀").locator(".mention.me").waitFor();
  });
});
