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
});
