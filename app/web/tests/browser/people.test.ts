import { expect, it } from "vitest";
import { readQrCode } from "../support/read-qr-code.ts";
import { administer, eventually, onStage } from "../support/stage.ts";

onStage("people", (stage) => {
  it("change their name for everybody at once, and their address only with their password", async () => {
    const [ben, ana] = [await stage.page(stage.ben, stage.path), await stage.page(stage.ana, stage.path)];
    const form = ben.getByRole("dialog");
    await ben.getByRole("button", { name: "Your profile" }).click();
    await form.getByRole("textbox", { name: "Your name" }).fill("Benjamin Okafor");
    await form.getByRole("textbox", { name: "About you" }).fill("Draws kettles");
    await form.getByRole("textbox", { name: "Email address" }).fill("benjamin@example.com");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByRole("alert").getByText("That is not your current password.").waitFor();
    expect(await form.getByRole("textbox", { name: "Your name" }).inputValue()).toBe("Benjamin Okafor");
    await form.getByRole("textbox", { name: "Current password" }).fill(stage.ben.password);
    await form.getByRole("button", { name: "Save" }).click();
    await ana.getByRole("link", { name: /Benjamin Okafor/ }).waitFor();
    expect(stage.ben).toMatchObject({ email: "benjamin@example.com", bio: "Draws kettles" });
  });

  it("see where they are signed in, and end it", async () => {
    stage.server.chat.otherSessions = [7];
    const page = await stage.page(stage.ben, stage.path);
    await page.getByRole("button", { name: "Your profile" }).click();
    await page.getByRole("button", { name: "Where you’re signed in" }).click();
    const devices = page.getByRole("dialog").getByRole("listitem");
    await eventually(() => devices.allTextContents()).toEqual([
      expect.stringMatching(/^Chrome on Linux.*this one$/),
      expect.stringContaining("Safari on iPhone"),
    ]);
    await page.getByRole("button", { name: "Sign out Safari on iPhone" }).click();
    await eventually(() => devices.count()).toBe(1);
    expect(stage.server.chat.otherSessions).toEqual([]);
  });

  it("sign in on another device by a link that works once", async () => {
    const page = await stage.page(stage.ben, stage.path);
    await page.getByRole("button", { name: "Your profile" }).click();
    await page.getByRole("button", { name: "Where you’re signed in" }).click();
    await page.getByRole("button", { name: "Sign in on another device…" }).click();
    const link = await page.getByRole("textbox", { name: "Link for your device" }).inputValue();
    await page.getByText(/^Works once, within 4 hours: until /).waitFor();
    expect(await readQrCode(page)).toBe(link);
    const other = await stage.page(null, new URL(link).pathname);
    await other.getByRole("button", { name: "Sign in here" }).click();
    await other.getByRole("button", { name: "Ben Okafor your profile" }).waitFor();
    const late = await stage.page(null, new URL(link).pathname);
    await late.getByRole("button", { name: "Sign in here" }).click();
    await late.getByRole("heading", { name: "This link doesn’t work any more" }).waitFor();
  });

  it("are banned, and let in again", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await administer(page, "People");
    await page.getByRole("button", { name: "Ban Ben Okafor…" }).click();
    await page.getByRole("button", { name: "Ban", exact: true }).click();
    await page.getByRole("heading", { name: "Banned" }).waitFor();
    expect(stage.ben).toMatchObject({ active: false, banned: true });
    await page.getByRole("button", { name: "Lift the ban Ben Okafor…" }).click();
    await page.getByRole("button", { name: "Lift the ban", exact: true }).click();
    await page.getByRole("combobox", { name: "Role of Ben Okafor" }).waitFor();
    expect(stage.ben.active).toBeUndefined();
  });

  it("are made administrators and deactivated by administrators, of whom one always stays", async () => {
    const [ana, ben] = [await stage.page(stage.ana, stage.path), await stage.page(stage.ben, stage.path)];
    await ben.getByRole("button", { name: "Your profile" }).waitFor();
    await administer(ana, "People");
    const own = ana.getByRole("combobox", { name: "Role of Ana Ribeiro" });
    await own.selectOption("Member");
    await ana.getByRole("alert").getByText("Make somebody else an administrator first.").waitFor();
    expect(await own.inputValue()).toBe("administrator");
    await ana.getByRole("combobox", { name: "Role of Ben Okafor" }).selectOption("Administrator");
    await ben.getByRole("button", { name: "Administration" }).waitFor();
    await ana.getByRole("button", { name: "Deactivate Ben Okafor…" }).click();
    await ana.getByRole("button", { name: "Deactivate", exact: true }).click();
    await own.waitFor();
    expect(await ana.getByRole("combobox", { name: "Role of Ben Okafor" }).count()).toBe(0);
    expect(stage.ben.active).toBe(false);
  });
});
