import { expect, it } from "vitest";
import { article, eventually, onStage } from "../support/stage.ts";

onStage("getting around", (stage) => {
  it("jumps to people with whom nothing was said yet", async () => {
    stage.server.chat.addUser("Cleo Márquez");
    const page = await stage.page(stage.ana, stage.path);
    await page.getByRole("heading", { name: "Design" }).waitFor();
    await page.keyboard.press("Control+k");
    const options = page.getByRole("listbox", { name: "Rooms" }).getByRole("option");
    await page.getByRole("combobox", { name: "Room or person" }).pressSequentially("cleo");
    await options.filter({ hasText: "Cleo Márquez" }).waitFor();
    // With Ben there is a conversation, so he isn't there twice.
    await page.getByRole("combobox", { name: "Room or person" }).fill("ben");
    await eventually(() => options.filter({ hasText: "Ben Okafor" }).count()).toBe(1);
    await page.getByRole("combobox", { name: "Room or person" }).fill("marq");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Cleo Márquez" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("is opened again by a key that comes right after Escape, and takes what is typed then", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await page.getByRole("heading", { name: "Design" }).waitFor();
    const field = page.getByRole("combobox", { name: "Room or person" });
    for (let turn = 0; turn < 10; turn++) {
      await page.keyboard.press("Control+k");
      await field.waitFor();
      // Within one turn of the page: what the browser tells of Escape's effect comes later.
      await page.evaluate(`for (const [key, ctrlKey] of [["Escape", false], ["k", true]])
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true }))`);
      await page.keyboard.type("zeb");
      expect(await field.inputValue()).toBe("zeb");
      await page.keyboard.press("Escape");
      await field.waitFor({ state: "detached" });
    }
  });

  it("goes up and down the rooms by key, and to those with something new", async () => {
    for (const name of ["Zebra", "Yak"]) stage.server.chat.addRoom(name);
    stage.server.chat.post(stage.room("Zebra"), stage.ben.id, "over here");
    const page = await stage.page(stage.ana, stage.path);
    const heading = (name: string) => page.getByRole("heading", { name, level: 1 }).waitFor();
    await heading("Design");
    await page.getByRole("textbox", { name: "Message", exact: true }).waitFor();
    await page.keyboard.press("Alt+ArrowUp");
    await heading("All Talk");
    // Round the end: the last one is the conversation with Ben.
    await page.keyboard.press("Alt+ArrowUp");
    await heading("Ben Okafor");
    await page.keyboard.press("Alt+ArrowDown");
    await heading("All Talk");
    await page.keyboard.press("Alt+Shift+ArrowDown");
    await heading("Zebra");
    await article(page, "over here").waitFor();
    expect(await page.getByRole("textbox", { name: "Edit message" }).count()).toBe(0);
  });

  it("has the room that one is in before one's eyes in a list however long", async () => {
    for (let n = 0; n < 200; n++) stage.server.chat.addRoom(`Sprint ${n}`);
    stage.server.chat.addRoom("Zebra");
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Sprint 150").id}`);
    const heading = (name: string) => page.getByRole("heading", { name, level: 1 }).waitFor();
    const inSight = (name: string) =>
      page
        .getByRole("navigation")
        .getByRole("link", { name, exact: true })
        .evaluate((link) => {
          const [line, list] = [link.getBoundingClientRect(), link.closest("nav")!.getBoundingClientRect()];
          return line.top >= list.top && line.bottom <= list.bottom;
        });
    await heading("Sprint 150");
    await eventually(() => inSight("Sprint 150")).toBe(true);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Room or person" }).fill("All Talk");
    await page.keyboard.press("Enter");
    await heading("All Talk");
    await eventually(() => inSight("All Talk")).toBe(true);
    // Round the end, to the conversation with Ben.
    await page.keyboard.press("Alt+ArrowUp");
    await heading("Ben Okafor");
    await eventually(() => inSight("Ben Okafor away")).toBe(true);
    // Nor does that move anything where the list is a drawer beside the screen.
    await page.setViewportSize({ width: 390, height: 800 });
    await page.keyboard.press("Alt+ArrowUp");
    await heading("Zebra");
    const left = () => page.evaluate(() => [scrollX, document.querySelector("main")!.getBoundingClientRect().left]);
    expect(await left()).toEqual([0, 0]);
    await page.getByRole("button", { name: "Rooms" }).click();
    await eventually(() => inSight("Zebra")).toBe(true);
  });

  it("tells which keys there are", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await page.getByRole("heading", { name: "Design" }).waitFor();
    await page.keyboard.press("Control+/");
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await dialog.getByText("Jump to a room or a person").waitFor();
    await page.keyboard.press("Control+/");
    await eventually(() => dialog.count()).toBe(0);
    await page.getByRole("button", { name: /your profile/ }).click();
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await dialog.waitFor();
  });

  it("knows its keys as soon as there is a room to be seen", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await page.addInitScript(() => {
      const looking = new MutationObserver(() => {
        if (!document.querySelector("#message")) return;
        looking.disconnect();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", ctrlKey: true, bubbles: true }));
      });
      looking.observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  });

  it("marks the rooms in which something was begun and not sent, also after a reload", async () => {
    const page = await stage.page(stage.ana, stage.path);
    const box = page.getByRole("textbox", { name: "Message", exact: true });
    await box.fill("half a thought");
    const marked = page.getByRole("link", { name: "Design draft" });
    expect(await marked.count()).toBe(0);
    await page.getByRole("link", { name: "All Talk" }).click();
    await marked.waitFor();
    await page.reload();
    await marked.click();
    await eventually(() => box.inputValue()).toBe("half a thought");
    await box.press("Enter");
    await article(page, "half a thought").waitFor();
    await page.getByRole("link", { name: "All Talk" }).click();
    await page.getByRole("heading", { name: "All Talk" }).waitFor();
    expect(await marked.count()).toBe(0);
  });

  it("gives the next letter to what was opened, however slow the machine", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await page.getByRole("textbox", { name: "Message", exact: true }).waitFor();
    const focused = await page.evaluate(async () => {
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true }));
      await Promise.resolve();
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
      return document.activeElement?.ariaLabel;
    });
    expect(focused).toBe("Room or person");
  });
});
