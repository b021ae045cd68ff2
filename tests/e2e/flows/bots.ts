import { beforeAll, describe, expect, it } from "vitest";
import { WebhookServer } from "../../../app/tests/support/webhook.ts";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

/** Where webhooks may lead to this machine. */
export function bots(chat: TwoReplicas): void {
  describe("a bot", () => {
    let ana: Person;
    let cleo: Person;
    beforeAll(async () => {
      ana = chat.administrator!;
      cleo = await chat.member("Cleo");
      await chat.apart(ana, cleo);
    });

    /** The address that the dialog says how to write to. */
    async function address(): Promise<string> {
      const command = await ana.page.getByRole("textbox", { name: "Try it" }).inputValue();
      expect(command).toMatch(/^curl -d 'Hello!' https:\/\/localhost:\d+\/rooms\/\d+\/\d+-\w+\/messages$/);
      return command.split(" ").at(-1)!;
    }
    /** Writes to it as a program does that knows nothing but the address. */
    const write = async (to: string, text: string): Promise<number> => {
      const program = await chat.stranger("A program");
      const answer = await program.page.request.post(to, { data: text, maxRedirects: 0 });
      await program.page.context().close();
      return answer.status();
    };
    const openBot = async (name: string) => {
      await ana.administer("Bots");
      await ana.dialog("Bots").getByRole("button", { name }).click();
      await ana.page.getByRole("textbox", { name: "Try it" }).waitFor();
    };

    it("is made, writes by its address through the ingress, and is renamed", async () => {
      await ana.administer("Bots");
      await ana.dialog().getByText("There is none yet.").waitFor();
      await chat.look(ana, "bots-none");
      await ana.press("New bot");
      await chat.look(ana, "bot-new");
      await ana.dialog().getByRole("textbox", { name: "Bot’s name" }).fill("Deployer");
      await ana.press("Create bot");
      await ana.dialog("Deployer").waitFor();
      await chat.look(ana, "bot");
      expect(await write(await address(), "Version 7 is out")).toBe(201);
      expect(await cleo.sees("Version 7 is out")).toBe(1);
      await ana.dialog().getByRole("textbox", { name: "Bot’s name" }).fill("Release Bot");
      await ana.press("Save");
      await ana.dialog("Bots").getByRole("button", { name: "Release Bot" }).waitFor();
      await chat.look(ana, "bots");
      await ana.closeDialog();
      await cleo.article("Version 7 is out").getByRole("button", { name: "Release Bot" }).click();
      await cleo.dialog("Release Bot").getByText("Writes here by itself").waitFor();
      await chat.look(cleo, "person-bot");
      await cleo.closeDialog();
    });

    it("gets a new key, and the old one stops working at once", async () => {
      await openBot("Release Bot");
      const old = await address();
      await ana.press("New key…");
      await chat.look(ana, "bot-new-key");
      await ana.press("Make a new key");
      await ana.dialog("Release Bot").waitFor();
      const renewed = await address();
      expect(renewed).not.toBe(old);
      expect(await write(old, "With the old key")).toBe(302);
      expect(await write(renewed, "With the new key")).toBe(201);
      expect(await cleo.sees("With the new key")).toBe(1);
      expect(await cleo.article("With the old key").count()).toBe(0);
      await ana.closeDialog();
    });

    it("is called when it is mentioned, and what it answers is said", async () => {
      const webhook = await WebhookServer.start();
      webhook.answer = (response, { body }) =>
        response.writeHead(200, { "content-type": "text/plain" }).end(`You said ${body.message.body.plain}`);
      try {
        await openBot("Release Bot");
        await ana.dialog().getByRole("textbox", { name: "Webhook address" }).fill(webhook.url);
        await ana.press("Save");
        await ana.dialog("Bots").getByText("answers").waitFor();
        await ana.closeDialog();
        await cleo.say("@Release Bot how is it?");
        expect(await ana.sees("You said how is it?")).toBe(1);
        expect(webhook.heard[0]?.headers["x-campfire-signature"]).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
      } finally {
        await webhook.stop();
      }
    });

    it("is removed: its key opens nothing any more, what it wrote stays", async () => {
      await openBot("Release Bot");
      await chat.look(ana, "bot-webhook");
      const last = await address();
      await ana.press("Remove bot…");
      await chat.look(ana, "bot-remove");
      await ana.press("Remove bot");
      await ana.dialog("Bots").getByText("There is none yet.").waitFor();
      await ana.closeDialog();
      expect(await write(last, "From beyond")).toBe(302);
      expect(await cleo.sees("Version 7 is out")).toBe(1);
      expect(await cleo.article("From beyond").count()).toBe(0);
    });
  });
}
