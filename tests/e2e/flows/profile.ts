import { beforeAll, describe, expect, it } from "vitest";
import { photo } from "../../../app/tests/support/pictures.ts";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

export function profile(chat: TwoReplicas): void {
  describe("one's profile", () => {
    let ana: Person;
    let ben: Person;
    beforeAll(async () => {
      ana = chat.administrator!;
      ben = await chat.member("Ben");
      await chat.apart(ana, ben);
      await ben.say("Who is Ben?");
      await ana.sees("Who is Ben?");
    });

    const avatarShownTo = (person: Person) => person.article("Who is Ben?").locator(".avatar");

    it("changes for everybody at once, and is on the card that a name opens", async () => {
      await ben.openProfile();
      await chat.look(ben, "profile");
      await ben.dialog().getByRole("textbox", { name: "Your name" }).fill("Benjamin Okafor");
      await ben.dialog().getByRole("textbox", { name: "About you" }).fill("Draws kettles, and mends them.");
      await ben.press("Save");
      await ben.dialog().waitFor({ state: "detached" });
      await ana.article("Who is Ben?").getByRole("button", { name: "Benjamin Okafor" }).click();
      await ana.dialog("Benjamin Okafor").getByText("Draws kettles, and mends them.").waitFor();
      await ana.dialog().getByText("Online").waitFor();
      await chat.look(ana, "person");
      await ana.press("Message Benjamin Okafor");
      await ana.page.getByRole("heading", { level: 1, name: "Benjamin Okafor" }).waitFor();
      await ana.say("Only for you");
      await ben.openRoom("Ana");
      expect(await ben.sees("Only for you")).toBe(1);
      await Promise.all([ana, ben].map((person) => person.openRoom("All Talk")));
    });

    it("has a picture, which everybody sees until it is removed, and initials from then on", async () => {
      await ben.openProfile();
      const picture = ben.dialog().getByRole("group", { name: "Picture" });
      const chooser = ben.page.waitForEvent("filechooser");
      await picture.getByRole("button", { name: "Choose… picture" }).click();
      await (await chooser).setFiles({ name: "me.jpg", mimeType: "image/jpeg", buffer: await photo() });
      await picture.getByText("The picture was changed.").waitFor({ state: "attached" });
      await expect
        .poll(() => avatarShownTo(ana).evaluate((image) => (image as { naturalWidth?: number }).naturalWidth), {
          timeout: 60_000,
        })
        .toBe(256);
      await chat.look(ben, "profile-picture");
      await picture.getByRole("button", { name: "Remove picture" }).click();
      await picture.getByRole("button", { name: "Choose… picture" }).waitFor();
      await avatarShownTo(ana).getByText("BO").waitFor();
      await ben.closeDialog();
    });

    it("keeps its password and address unless the current password is right", async () => {
      await ben.openProfile();
      await ben.dialog().getByLabel("New password").fill("kettles for ever");
      await ben.dialog().getByLabel("Current password").fill("a wrong one");
      await ben.press("Save");
      await ben.dialog().getByRole("alert").getByText("That is not your current password.").waitFor();
      await chat.look(ben, "profile-refused");
      await ben.closeDialog();
    });
  });
}
