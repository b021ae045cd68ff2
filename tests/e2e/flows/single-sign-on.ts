import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Identity, IdentityProvider } from "../../../app/tests/support/identity-provider.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

const gil: Identity = { sub: "gil", name: "Gil", email: "gil@example.com", email_verified: true };
const hana: Identity = { sub: "hana", name: "Hana", email: "hana@example.com", email_verified: true };

/** Where people may also sign in at their organisation, called Acme. */
export function singleSignOn(chat: TwoReplicas, provider: () => IdentityProvider): void {
  /** The replicas that requests for a path were led to, oldest first, as the ingress wrote down. */
  const replicasOf = (path: string) =>
    readFileSync(join(chat.stack.directory, "logs/ingress.log"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as { path?: string; replica?: string })
      .filter((line) => line.path === path)
      .map(({ replica }) => replica);

  describe("signing in at one's organisation", () => {
    it("begins at one replica and ends at the other, where one wanted to go", async () => {
      const ana = chat.administrator!;
      provider().is(gil);
      const person = await chat.stranger("Gil");
      const room = new URL(ana.page.url()).pathname.replace(/@.*/, "");
      // Which replica takes a request is the ingress's turn: once it has to be one and then the other.
      for (let tries = 0; ; tries++) {
        await person.page.goto(room);
        await person.page.getByRole("link", { name: "Sign in with Acme" }).click();
        await person.arrived();
        expect(new URL(person.page.url()).pathname).toBe(room);
        const [begun, ended] = ["/session/oidc", "/session/oidc/callback"].map((path) => replicasOf(path).at(-1));
        if (begun !== ended) break;
        expect(tries, `${begun} took both each time`).toBeLessThan(20);
        await person.press("Sign out");
        await person.page.getByRole("heading", { name: "Sign in" }).waitFor();
      }
      await chat.apart(ana, person);
      await person.say("Signed in at Acme");
      expect(await ana.sees("Signed in at Acme")).toBe(1);
    });

    it("makes a member of who was invited", async () => {
      provider().is(hana);
      const person = await chat.stranger("Hana");
      await person.page.goto(await chat.administrator!.invitationLink());
      await person.page.getByRole("link", { name: "Join with Acme" }).click();
      await person.arrived();
      await person.page.getByRole("button", { name: "Hana your profile" }).click();
      await person.dialog().getByRole("textbox", { name: "About you" }).waitFor();
    });

    it("is explained where the organisation says no", async () => {
      provider().is(null);
      const person = await chat.stranger("Nobody");
      await person.page.goto("/session/new");
      await person.page.getByRole("link", { name: "Sign in with Acme" }).click();
      await person.page.getByRole("alert").getByText("The sign-in service didn’t let you in.").waitFor();
      await chat.look(person, "sign-in-declined");
    });
  });
}
