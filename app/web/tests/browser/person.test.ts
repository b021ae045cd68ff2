import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { administer, article, compose, eventually, onStage } from "../support/stage.ts";

const card = (page: Page) => page.getByRole("dialog");
const closed = (page: Page) => eventually(() => page.getByRole("dialog").count()).toBe(0);

onStage("a person", (stage) => {
  it("is shown by a click on their name or picture: words, role, presence and the rooms both are in", async () => {
    const { chat } = stage.server;
    stage.ben.bio = "Draws kettles.\nMostly.";
    chat.addRoom("Cellar", [stage.ben.id, stage.ana.id]);
    chat.addRoom("Attic", [stage.ana.id]);
    chat.addRoom("Not Ana’s", [stage.ben.id]);
    chat.post(stage.room("Design"), stage.ben.id, "Morning");
    const ana = await stage.page(stage.ana, stage.path);
    await article(ana, "Morning").getByRole("button", { name: "Ben Okafor" }).click();
    await card(ana).getByRole("heading", { name: "Ben Okafor" }).waitFor();
    await card(ana).getByText("Draws kettles.").waitFor();
    await card(ana).getByText("Member").waitFor();
    expect(await card(ana).locator(".person-card .person-note").textContent()).toBe("Away");
    const rooms = card(ana).getByRole("listitem");
    expect(await rooms.allInnerTexts()).toEqual(
      ["All Talk", "Cellar", "Design"].map((name) => expect.stringContaining(name)),
    );
    await stage.page(stage.ben, stage.path);
    await card(ana).getByText("Online").waitFor();
    await card(ana).getByRole("link", { name: "Cellar" }).click();
    await ana.getByRole("heading", { name: "Cellar" }).waitFor();
    await closed(ana);
    await ana.goBack();
    await article(ana, "Morning").locator(".avatar").click();
    await card(ana).getByRole("heading", { name: "Ben Okafor" }).waitFor();
  });

  it("is written to from there", async () => {
    const cleo = stage.server.chat.addUser("Cleo Márquez");
    stage.server.chat.post(stage.room("Design"), stage.ben.id, "Ask @Cleo Márquez");
    const ana = await stage.page(stage.ana, stage.path);
    await article(ana, "Ask").getByRole("button", { name: "@Cleo Márquez" }).click();
    await card(ana).getByRole("button", { name: "Message Cleo Márquez" }).click();
    await ana.getByRole("heading", { name: "Cleo Márquez" }).waitFor();
    await closed(ana);
    const made = stage.server.chat.rooms.find(({ userIds }) => userIds?.includes(cleo.id));
    expect([made?.type, new URL(ana.url()).pathname]).toEqual(["direct", `/rooms/${made?.id}`]);
  });

  it("shows administrators how to reach them by mail, and nobody else", async () => {
    stage.server.chat.post(stage.room("Design"), stage.ben.id, "Morning");
    const cleo = stage.server.chat.addUser("Cleo Márquez");
    for (const [who, links] of [
      [stage.ana, [`mailto:${stage.ben.email}`]],
      [cleo, []],
    ] as const) {
      const page = await stage.page(who, stage.path);
      await article(page, "Morning").getByRole("button", { name: "Ben Okafor" }).click();
      await card(page).getByRole("button", { name: "Message Ben Okafor" }).waitFor();
      const addresses = () =>
        card(page)
          .locator("a[href^='mailto:']")
          .evaluateAll((all) => all.map((one) => one.getAttribute("href")));
      await eventually(addresses).toEqual(links);
    }
  });

  it("leads to a place for one's own notes, from one's own card", async () => {
    stage.server.chat.post(stage.room("Design"), stage.ben.id, "Hello @Ana Ribeiro");
    const ana = await stage.page(stage.ana, stage.path);
    await article(ana, "Hello").getByRole("button", { name: "@Ana Ribeiro" }).click();
    await card(ana).getByRole("button", { name: "Your notes" }).click();
    await ana.getByRole("heading", { level: 1, name: "Ana Ribeiro (you)" }).waitFor();
    await ana.getByText("A place for your own notes").waitFor();
    await closed(ana);
    await compose(ana, "Water the plants");
    await eventually(() => stage.server.chat.rooms.at(-1)!.messages.map(({ text }) => text)).toEqual([
      "Water the plants",
    ]);
    expect(stage.server.chat.rooms.at(-1)!.userIds).toEqual([stage.ana.id]);
    // It is there already, so it isn't offered a second time.
    await ana.keyboard.press("Control+k");
    await ana.getByRole("combobox", { name: "Room or person" }).fill("ana");
    await eventually(() => ana.getByRole("option", { name: /Ana Ribeiro/ }).count()).toBe(1);
  });

  it("says why they can't be written to at this moment, and stays", async () => {
    stage.server.chat.post(stage.room("Design"), stage.ben.id, "Morning");
    const ana = await stage.page(stage.ana, stage.path);
    await article(ana, "Morning").getByRole("button", { name: "Ben Okafor" }).click();
    stage.server.unavailable = true;
    await card(ana).getByRole("button", { name: "Message Ben Okafor" }).click();
    await card(ana).getByRole("alert").getByText("Campfire is having trouble").waitFor();
    stage.server.unavailable = false;
    await card(ana).getByRole("button", { name: "Message Ben Okafor" }).click();
    await closed(ana);
  });

  it("is reached by the keyboard alone, and gives the focus back", async () => {
    const { messages, read } = stage.room("Design");
    stage.server.chat.post(stage.room("Design"), stage.ben.id, "Hello @Ana Ribeiro");
    read.set(stage.ana.id, messages.length);
    const ana = await stage.page(stage.ana, stage.path);
    await article(ana, "Hello").waitFor();
    await ana.getByRole("log").focus();
    await ana.keyboard.press("ArrowUp");
    const focused = () => ana.evaluate(() => document.activeElement?.textContent);
    for (const [name, title] of [
      ["Ben Okafor", "Ben Okafor"],
      ["@Ana Ribeiro", "Ana Ribeiro"],
    ] as const) {
      await ana.keyboard.press("Tab");
      expect(await focused()).toBe(name);
      await ana.keyboard.press("Enter");
      await card(ana).getByRole("heading", { name: title }).waitFor();
      await ana.keyboard.press("Escape");
      await closed(ana);
      await eventually(focused).toBe(name);
    }
  });

  it("is oneself too, and leads to one's own profile", async () => {
    stage.server.chat.post(stage.room("Design"), stage.ana.id, "Mine");
    const ana = await stage.page(stage.ana, stage.path);
    await article(ana, "Mine").getByRole("button", { name: "Ana Ribeiro" }).click();
    expect(
      await card(ana)
        .getByRole("button", { name: /^Message/ })
        .count(),
    ).toBe(0);
    await card(ana).getByRole("button", { name: "Edit your profile" }).click();
    await card(ana).getByRole("textbox", { name: "About you" }).waitFor();
  });

  it.each([
    ["deactivated", { active: false as const }, "Deactivated: not here any more"],
    ["banned", { active: false as const, banned: true as const }, "Banned from here"],
  ])("who is %s is shown as such, with no way to write to them", async (_name, news, words) => {
    stage.server.chat.post(stage.room("Design"), stage.ben.id, "I was here");
    const ana = await stage.page(stage.ana, stage.path);
    await article(ana, "I was here").getByRole("button", { name: "Ben Okafor" }).click();
    await card(ana).getByRole("button", { name: "Message Ben Okafor" }).waitFor();
    const { email, password, ...user } = Object.assign(stage.ben, news);
    stage.server.tell({ type: "user", user });
    await card(ana).getByText(words).waitFor();
    expect(
      await card(ana)
        .getByRole("button", { name: /^Message/ })
        .count(),
    ).toBe(0);
    expect(await card(ana).getByRole("listitem").count()).toBe(0);
  });

  it("is neither online nor away as a bot, or once they have left, in the list and in the conversation", async () => {
    const bot = stage.server.chat.addUser("Deployer", { role: "bot" });
    stage.ben.active = false;
    const talk = stage.server.chat.direct([stage.ana.id, bot.id]).room;
    const ana = await stage.page(stage.ana, `/rooms/${talk.id}`);
    await ana.getByText("Writes here by itself").waitFor();
    for (const name of ["Deployer", "Ben Okafor"])
      await ana.getByRole("navigation").getByRole("link", { name, exact: true }).waitFor();
    await ana.getByRole("navigation").getByRole("link", { name: "Ben Okafor" }).click();
    await ana.getByText("Deactivated: not here any more").waitFor();
  });

  it("is found from the people of a room, and from the administrators' list", async () => {
    const [ben, ana] = [await stage.page(stage.ben, stage.path), await stage.page(stage.ana, stage.path)];
    await ben.getByRole("button", { name: "People", exact: true }).click();
    await card(ben).getByRole("button", { name: "Ana Ribeiro" }).click();
    await card(ben).getByText("Administrator").waitFor();
    await administer(ana, "People");
    await card(ana).getByRole("button", { name: "Ben Okafor", exact: true }).click();
    await card(ana).getByRole("button", { name: "Message Ben Okafor" }).waitFor();
    await ana.keyboard.press("Escape");
    const { email, password, ...user } = Object.assign(stage.ben, { active: false as const });
    stage.server.tell({ type: "user", user });
    await administer(ana, "People");
    await card(ana).getByRole("heading", { name: "Deactivated" }).waitFor();
    await card(ana).getByRole("button", { name: "Ben Okafor", exact: true }).waitFor();
  });

  it("has their picture taken away by an administrator, who is asked first, and by nobody else", async () => {
    stage.ben.avatarUrl = stage.server.chat.keep("avatars", "webp", { type: "image/webp", content: "a picture" });
    stage.server.chat.post(stage.room("Design"), stage.ben.id, "Morning");
    const [ana, cleo] = [await stage.page(stage.ana, stage.path), stage.server.chat.addUser("Cleo Márquez")];
    const remove = (page: Page) => card(page).getByRole("button", { name: /^Remove picture/ });
    await article(ana, "Morning").getByRole("button", { name: "Ben Okafor" }).click();
    await remove(ana).click();
    await card(ana).getByText("Their initials are shown instead.").waitFor();
    expect(stage.ben.avatarUrl).not.toBeNull();
    await remove(ana).click();
    await card(ana).getByRole("heading", { name: "Ben Okafor", exact: true }).waitFor();
    expect([stage.ben.avatarUrl, await remove(ana).count()]).toEqual([null, 0]);
    stage.ben.avatarUrl = stage.server.chat.keep("avatars", "webp", { type: "image/webp", content: "another" });
    const hers = await stage.page(cleo, stage.path);
    await article(hers, "Morning").getByRole("button", { name: "Ben Okafor" }).click();
    await card(hers).getByRole("button", { name: "Message Ben Okafor" }).waitFor();
    expect(await remove(hers).count()).toBe(0);
  });
});
