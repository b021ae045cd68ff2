import { beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

const linkShownTo = (person: Person) => person.page.getByRole("textbox", { name: "Invitation link" });

/** An empty room offers it too. */
const openInvitation = (person: Person) =>
  person.page.getByRole("complementary").getByRole("button", { name: "Invite people" }).click();

export function invitations(chat: TwoReplicas): void {
  describe("an invitation", () => {
    let ana: Person;
    beforeAll(() => {
      ana = chat.administrator!;
    });

    it("makes a member of whoever opens it, whom everybody sees come", async () => {
      await openInvitation(ana);
      const link = await linkShownTo(ana).inputValue();
      await chat.look(ana, "invite");
      await ana.closeDialog();
      const ben = await chat.stranger("Ben");
      await ben.page.goto(link);
      await ben.page.getByRole("heading", { name: "Join The Lighthouse" }).waitFor();
      await chat.look(ben, "join");
      await ben.introduce("Join");
      await ben.arrived();
      await chat.apart(ana, ben);
      await ana.page.getByText("2 people, 2 online").waitFor();
      await ben.say("Here I am");
      expect(await ana.sees("Here I am")).toBe(1);
    });

    it("stops working once it is renewed, also for who has it open, and other administrators see the new one", async () => {
      const [late, cleo] = [await chat.stranger("Late"), await chat.member("Cleo")];
      const { user } = await cleo.ask<{ user: { id: number } }>("GET", "/api/profile");
      await ana.ask("PUT", `/api/users/${user.id}`, { role: "administrator" });
      await chat.apart(ana, cleo);
      await openInvitation(cleo);
      const old = await linkShownTo(cleo).inputValue();
      await late.page.goto(old);
      await late.page.getByRole("button", { name: "Join", exact: true }).waitFor();

      await openInvitation(ana);
      await ana.press("Make a new link…");
      await chat.look(ana, "invite-renew");
      await ana.press("Make a new link");
      await expect.poll(() => linkShownTo(ana).inputValue(), { timeout: 60_000 }).not.toBe(old);
      const renewed = await linkShownTo(ana).inputValue();
      await ana.closeDialog();
      await expect.poll(() => linkShownTo(cleo).inputValue(), { timeout: 60_000 }).toBe(renewed);

      await late.introduce("Join");
      await late.page.getByRole("alert").getByText("This invitation doesn’t work any more.").waitFor();
      await late.page.goto(old);
      await late.page.getByRole("heading", { name: "This invitation doesn’t work" }).waitFor();
      await chat.look(late, "join-renewed");
      await late.join(renewed);
    });
  });
}
