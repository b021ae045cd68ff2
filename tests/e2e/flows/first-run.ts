import { beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

/** Nobody has set the chat up before. */
export function firstRun(chat: TwoReplicas): void {
  describe("the first run", () => {
    let people: [Person, Person];
    beforeAll(async () => {
      people = [await chat.stranger("Ana"), await chat.stranger("Zoe")];
    });

    it("is where everybody is led, and makes one account of two that are set up at once", async () => {
      for (const { page } of people) {
        await page.goto("/");
        await page.getByRole("textbox", { name: "Team name" }).waitFor();
        expect(page.url()).toBe(`${chat.url}/first_run`);
      }
      await chat.look(people[0], "first-run");
      for (const { page } of people) {
        await page.getByRole("button", { name: "Use a password instead" }).click();
        await page.getByRole("textbox", { name: "Team name" }).fill("The Lighthouse");
      }
      await chat.look(people[0], "first-run-password");
      await Promise.all(people.map((person) => person.introduce("Light the fire")));
      await Promise.all(people.map(({ page }) => page.waitForURL(/\/(rooms\/\d+|session\/new)$/)));
      const [first, other] = people[0].page.url().includes("/rooms/") ? people : [people[1], people[0]];
      await first.arrived();
      chat.administrator = first;
      await chat.look(first, "first-room");
      await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
      await other.page.getByText("Somebody else has just set this Campfire up.").waitFor();
      await chat.look(other, "first-run-lost");
    });

    it("is over once it has happened", async () => {
      const late = await chat.stranger("Late");
      await late.page.goto("/first_run");
      await late.page.getByRole("heading", { name: "Sign in" }).waitFor();
      expect(late.page.url()).toBe(`${chat.url}/session/new`);
    });
  });
}
