import { beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

export function removal(chat: TwoReplicas): void {
  describe("who may be here", () => {
    let ana: Person;
    let ben: Person;
    beforeAll(async () => {
      ana = chat.administrator!;
      ben = await chat.member("Dora");
    });

    /** Somebody new, whose page is at another replica than the administrator's. */
    async function newcomer(name: string): Promise<Person> {
      const person = await chat.member(name);
      await chat.apart(ana, person);
      return person;
    }

    it("is told by administrators, who make others administrators at once and take it back", async () => {
      const cleo = await newcomer("Emil");
      await ana.administer("People");
      await ana.page.getByRole("combobox", { name: "Role of Emil" }).selectOption("Administrator");
      await cleo.page.getByRole("button", { name: "Administration" }).click();
      await cleo.page.getByRole("menu").waitFor();
      await chat.look(ana, "people");
      await ana.page.getByRole("combobox", { name: "Role of Emil" }).selectOption("Member");
      await cleo.page.getByRole("button", { name: "Administration" }).waitFor({ state: "detached" });
      await ana.page.getByRole("combobox", { name: "Role of Ana" }).selectOption("Member");
      await ana.dialog().getByRole("alert").getByText("Make somebody else an administrator first.").waitFor();
      await chat.look(ana, "people-last-administrator");
      await ana.closeDialog();
    });

    it("ends at once for who is deactivated, and what they wrote stays", async () => {
      const fay = await newcomer("Fay");
      await fay.say("Fay was here");
      await ana.sees("Fay was here");
      await ana.administer("People");
      await ana.press("Deactivate Fay…");
      await chat.look(ana, "people-deactivate");
      await ana.press("Deactivate");
      await fay.page.getByText("Your access to this Campfire was removed.").waitFor();
      await chat.look(fay, "removed");
      await fay.signIn();
      await fay.page.getByRole("alert").getByText("don’t match").waitFor();
      await ana.dialog().getByRole("heading", { name: "Deactivated" }).waitFor();
      await ana.closeDialog();
      expect(await ben.sees("Fay was here")).toBe(1);
      await ben.article("Fay was here").getByRole("button", { name: "Fay" }).click();
      await ben.dialog("Fay").getByText("Deactivated: not here any more").waitFor();
      await ben.closeDialog();
    });

    it("ends with a ban that takes their messages and blocks their address, until it is lifted", async () => {
      const troll = await newcomer("Grim");
      await chat.apart(ana, ben);
      await troll.say("Nonsense");
      await ben.sees("Nonsense");
      await ana.sees("Nonsense");
      await ana.administer("People");
      await ana.press("Ban Grim…");
      await chat.look(ana, "people-ban");
      await ana.press("Ban");
      await troll.page.getByText("Your access to this Campfire was removed.").waitFor();
      await ben.article("Nonsense").waitFor({ state: "detached" });
      await ana.dialog().getByRole("heading", { name: "Banned" }).waitFor();
      await chat.look(ana, "people-banned");

      await troll.signIn();
      const refusal = troll.page.getByRole("alert");
      await refusal.getByText("Nothing can be sent from this network address.").waitFor();
      await chat.look(troll, "banned");
      await troll.page.goto(await ana.invitationLink());
      await troll.introduce("Join");
      await refusal.waitFor();

      await ana.press("Lift the ban Grim…");
      await chat.look(ana, "people-lift-ban");
      await ana.press("Lift the ban");
      await ana.page.getByRole("combobox", { name: "Role of Grim" }).waitFor();
      await ana.closeDialog();
      await troll.page.goto("/session/new");
      await troll.signIn();
      await troll.arrived();
      expect(await troll.article("Nonsense").count()).toBe(0);
    });
  });
}
