import { beforeAll, describe, expect, it } from "vitest";
import type { MailServer } from "../../../app/tests/support/mail-server.ts";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

/** Where links for a new password are sent by mail. */
export function passwordResets(chat: TwoReplicas, mail: () => MailServer): void {
  describe("a forgotten password", () => {
    let finn: Person;
    beforeAll(async () => {
      finn = await chat.member("Finn");
    });

    /** Opens a link that was handed over, in a browser where nobody is signed in. */
    async function setPassword(link: string, password: string): Promise<Person> {
      const browser = await chat.stranger("Finn");
      await browser.page.goto(link);
      await browser.page.getByRole("heading", { name: "Set a new password" }).waitFor();
      await browser.page.getByLabel("New password").fill(password);
      return browser;
    }

    it("is set anew by a link that comes by mail, which ends what was signed in with the old one", async () => {
      const elsewhere = await chat.stranger("Finn");
      await elsewhere.page.goto("/session/new");
      await elsewhere.page.getByRole("link", { name: "Forgot your password?" }).click();
      await elsewhere.page.getByRole("button", { name: "Send me a link" }).waitFor();
      await chat.look(elsewhere, "forgot");
      await elsewhere.page.getByRole("textbox", { name: "Email address" }).fill(finn.email);
      await elsewhere.press("Send me a link");
      await elsewhere.page.getByRole("heading", { name: "Look into your mail" }).waitFor();
      await chat.look(elsewhere, "forgot-sent");

      const { text, from } = await mail().next(finn.email);
      expect(from).toBe("chat@example.com");
      const link = /https:\S+\/session\/reset\/\S+/.exec(text)![0];
      expect(link.startsWith(chat.url)).toBe(true);
      const signedIn = await setPassword(link, "a new battery");
      await chat.look(signedIn, "reset");
      await signedIn.press("Set password");
      await signedIn.arrived();
      await finn.page.getByText("You were signed out.").waitFor();
      await finn.signIn();
      await finn.page.getByRole("alert").getByText("don’t match").waitFor();
      await finn.signIn("a new battery");
      await finn.arrived();

      const late = await setPassword(link, "another battery");
      await late.press("Set password");
      await late.page.getByRole("heading", { name: "This link doesn’t work any more" }).waitFor();
      await chat.look(late, "reset-late");
    });

    it("is set anew by a link that an administrator hands over", async () => {
      const ana = chat.administrator!;
      await chat.apart(ana, finn);
      await ana.administer("People");
      await ana.press("New password Finn…");
      const link = await ana.page.getByRole("textbox", { name: "Link for a new password" }).inputValue();
      await chat.look(ana, "people-new-password");
      await ana.closeDialog();
      const signedIn = await setPassword(link, "given by Ana");
      await signedIn.press("Set password");
      await signedIn.arrived();
      await finn.page.getByText("You were signed out.").waitFor();
    });
  });
}
