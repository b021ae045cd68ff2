import { describe, expect, it } from "vitest";
import type { TwoReplicas } from "../../support/two-replicas.ts";

/** After the flows of devices and removal. */
export function auditOfPeople(chat: TwoReplicas): void {
  it("is all written down for administrators", async () => {
    const ana = chat.administrator!;
    await ana.administer("Audit log");
    const events = ana.dialog().getByRole("list", { name: "Events" });
    for (const text of [
      "Cleo signed in with a password",
      "Cleo signed out another device",
      "Cleo made a link for another device",
      "Cleo signed in by a link",
      "Cleo changed their password",
      "Ana made Emil an administrator",
      "Ana made Emil a member",
      "Ana deactivated Fay",
      "Ana banned Grim",
      "Ana let Grim in again",
    ])
      await events.getByText(text).first().waitFor();
    await ana.closeDialog();
  });
}

/** After the flows of appearance and bots, whose traces it looks for. */
export function audit(chat: TwoReplicas): void {
  describe("the audit log", () => {
    it("tells administrators of all that was done, by kind and by person, and can be downloaded", async () => {
      const ana = chat.administrator!;
      await ana.administer("Audit log");
      const events = ana.dialog().getByRole("list", { name: "Events" });
      for (const text of [
        "Ana set up The Lighthouse",
        "Ben joined by invitation",
        "Ana changed the settings: team name, who makes rooms",
        "Ana changed the settings: logo",
        "Ana changed the settings: styles",
        "Ana made the bot Release Bot",
        "Ana changed the bot Release Bot: name",
        "Ana made a new key for the bot Release Bot",
        "Ana set the webhook of Release Bot to localhost",
        "Ana removed the bot Release Bot",
      ])
        await events.getByText(text).first().waitFor();
      await chat.look(ana, "audit");

      await ana.dialog().getByRole("combobox", { name: "What happened" }).selectOption("Bots");
      await events.getByText("Ana set up The Lighthouse").waitFor({ state: "detached" });
      await events.getByText("Ana made the bot Release Bot").waitFor();
      const download = ana.page.waitForEvent("download");
      await ana.dialog().getByRole("link", { name: "CSV" }).click();
      expect((await download).suggestedFilename()).toMatch(/\.csv$/);
      await ana.dialog().getByRole("combobox", { name: "What happened" }).selectOption("Everything");
      await ana.dialog().getByRole("combobox", { name: "Who did it, or whom it was about" }).selectOption("Ben");
      await events.getByText("Ben joined by invitation").waitFor();
      await events.getByText("Ana made the bot Release Bot").waitFor({ state: "detached" });
      await ana.closeDialog();
    });
  });
}
