import { expect, it } from "vitest";
import { administer, eventually, onStage } from "../support/stage.ts";

onStage("administering", (stage) => {
  it("renames the team and keeps making rooms to administrators, for everybody at once", async () => {
    const [ana, ben] = [await stage.page(stage.ana, stage.path), await stage.page(stage.ben, stage.path)];
    await ben.getByRole("button", { name: "New room" }).waitFor();
    expect(await ben.getByRole("button", { name: "Administration" }).count()).toBe(0);
    await administer(ana, "Settings for everybody");
    await ana.getByRole("textbox", { name: "Team name" }).fill("Southwind");
    await ana.getByRole("checkbox", { name: /Only administrators make rooms/ }).check();
    await ana.getByRole("button", { name: "Save" }).click();
    await ben.getByRole("complementary", { name: "Southwind" }).waitFor();
    expect(await ben.getByRole("button", { name: "New room" }).count()).toBe(0);
    await ana.getByRole("button", { name: "New room" }).waitFor();
  });

  it("renews the invitation link, after asking", async () => {
    const page = await stage.page(stage.ana, stage.path);
    const link = page.getByRole("textbox", { name: "Invitation link" });
    await page.getByRole("complementary").getByRole("button", { name: "Invite people" }).click();
    const before = await link.inputValue();
    await page.getByRole("button", { name: "Make a new link…" }).click();
    await page.getByRole("button", { name: "Make a new link", exact: true }).click();
    await eventually(() => link.inputValue()).not.toBe(before);
    expect(await link.inputValue()).toBe(`${stage.url}/join/${stage.server.chat.joinCode}`);
  });

  it("shows a renewed invitation link to another administrator who has the dialog open", async () => {
    const cleo = stage.server.chat.addUser("Cleo", { role: "administrator" });
    const [ana, other] = [await stage.page(stage.ana, stage.path), await stage.page(cleo, stage.path)];
    for (const page of [ana, other])
      await page.getByRole("complementary").getByRole("button", { name: "Invite people" }).click();
    const link = other.getByRole("textbox", { name: "Invitation link" });
    const before = await link.inputValue();
    await ana.getByRole("button", { name: "Make a new link…" }).click();
    await ana.getByRole("button", { name: "Make a new link", exact: true }).click();
    await eventually(() => link.inputValue()).not.toBe(before);
    expect(await link.inputValue()).toBe(`${stage.url}/join/${stage.server.chat.joinCode}`);
  });

  it("lets everybody invite, and only administrators make a new link", async () => {
    const page = await stage.page(stage.ben, stage.path);
    stage.server.chat.joinCode = "NEWL-INKN-EWLI";
    // In a room where nobody has said anything yet it stands in the middle too.
    await page.getByRole("main").getByRole("button", { name: "Invite people" }).click();
    const link = page.getByRole("textbox", { name: "Invitation link" });
    await eventually(() => link.inputValue()).toBe(`${stage.url}/join/NEWL-INKN-EWLI`);
    expect(await page.getByRole("button", { name: /Make a new link|Administration/ }).count()).toBe(0);
  });

  it("makes a bot, shows how to write as it, renews its key and removes it", async () => {
    const page = await stage.page(stage.ana, stage.path);
    const sample = page.getByRole("textbox", { name: "Try it" });
    await administer(page, "Bots");
    await page.getByRole("button", { name: "New bot" }).click();
    await page.getByRole("textbox", { name: "Bot’s name" }).fill("Deployer");
    await page.getByRole("textbox", { name: /Webhook address/ }).fill("https://example.com/hook");
    await page.getByRole("button", { name: "Create bot" }).click();
    // Not the conversations that it has no part in.
    const rooms = page.getByRole("combobox", { name: "Room to write to" });
    expect(await rooms.getByRole("option").allTextContents()).toEqual(["All Talk", "Design"]);
    await rooms.selectOption("Design");
    const [bot] = stage.server.chat.bots;
    expect(await sample.inputValue()).toBe(`curl -d 'Hello!' ${stage.url}${stage.path}/${bot!.key}/messages`);
    await page.getByRole("button", { name: "New key…" }).click();
    await page.getByRole("button", { name: "Make a new key" }).click();
    await eventually(() => sample.inputValue()).toContain("newnewnewnew");
    await page.getByRole("textbox", { name: /Webhook address/ }).fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Deployer only posts" }).click();
    await page.getByRole("button", { name: "Remove bot…" }).click();
    await page.getByRole("button", { name: "Remove bot", exact: true }).click();
    await page.getByText("There is none yet.").waitFor();
    expect(bot).toMatchObject({ active: false, webhookUrl: null });
  });
});
