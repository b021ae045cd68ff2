import { beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

export function signingIn(chat: TwoReplicas): void {
  describe("signing in", () => {
    let dan: Person;
    beforeAll(async () => {
      dan = await chat.member("Dan");
    });

    it("leads to the message that was asked for, after a wrong password too", async () => {
      await dan.say("Worth a link");
      await dan.article("Worth a link").getByRole("link").first().click();
      await dan.page.waitForURL(/@\d+$/);
      const message = dan.page.url();
      await dan.press("Sign out");
      await dan.page.getByRole("heading", { name: "Sign in" }).waitFor();
      await chat.look(dan, "sign-in");

      await dan.page.goto(message);
      await dan.signIn("not my password");
      await dan.page.getByRole("alert").getByText("That email address and password don’t match.").waitFor();
      await chat.look(dan, "sign-in-refused");
      await dan.signIn();
      await dan.arrived();
      expect(dan.page.url()).toBe(message);
      expect(await dan.sees("Worth a link")).toBe(1);
    });

    it("is signed out in every tab of a browser at once", async () => {
      const other = await dan.page.context().newPage();
      await other.goto("/");
      await other.getByRole("log").waitFor();
      await dan.press("Sign out");
      await other.getByRole("heading", { name: "Sign in" }).waitFor();
      await other.getByText("You were signed out.").waitFor();
      await other.close();
    });

    it("says how long to wait after too many tries, and keeps nobody else from it", async () => {
      const eve = await chat.stranger("Eve");
      for (let tries = 0; tries < 10; tries++)
        await eve.page.request.post("/api/session", { data: { email: eve.email, password: `guess ${tries}` } });
      await eve.page.goto("/session/new");
      await eve.signIn();
      await eve.page
        .getByRole("alert")
        .getByText(/Please wait (three|two) minutes and try again\./)
        .waitFor();
      await chat.look(eve, "sign-in-too-often");
      await dan.page.goto("/session/new");
      await dan.signIn();
      await dan.arrived();
    });
  });
}
