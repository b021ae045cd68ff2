import type { Locator } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { photo } from "../../../app/tests/support/pictures.ts";
import { Site } from "../../../app/tests/support/site.ts";
import type { Person } from "../../support/people.ts";
import { box, patient, roomOf } from "../../support/rooms.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";
import type { Cast } from "./cast.ts";

/** Ana and Ben look at one room; each test goes on where the one before ended. Links may lead to this machine. */
export function messages(chat: TwoReplicas, cast: Cast): void {
  describe("messages", () => {
    let ana: Person;
    let ben: Person;
    let site: Site;

    beforeAll(async () => {
      ({ ana, ben } = cast);
      for (const person of [ana, ben]) await person.openRoom("All Talk");
      site = await Site.start();
      return () => site.stop();
    });

    const html = (person: Person, text: string) => person.article(text).locator(".message-body").innerHTML();
    const boosts = (person: Person, text: string) =>
      person
        .article(text)
        .getByRole("list", { name: "Boosts" })
        .getByRole("button", { name: / by / })
        .evaluateAll((all) => all.map((one) => one.ariaLabel));
    const tones = ({ page }: Person) => page.evaluate<number>("globalThis.begun");
    const copied = (person: Person) => person.page.evaluate<string>("navigator.clipboard.readText()");

    it("shows Markdown and code as they were meant, to the other as well", async () => {
      await ana.say("Some **bold** and `code`, see:\n\n- one\n- two");
      await box(ana).pressSequentially("```ts\nconst fire = 1 < 2;");
      await box(ana).press("Control+Enter");
      expect(await ben.sees("const fire")).toBe(1);
      expect(await html(ben, "Some bold")).toMatch(/<strong>bold<\/strong> and <code>code<\/code>.*<li>one/s);
      const code = ben.article("const fire").locator("pre code.language-ts");
      expect((await code.textContent())?.trim()).toBe("const fire = 1 < 2;");
    });

    it("completes emoji and names, and marks a message for whom it names", async () => {
      const suggested = ana.page.getByRole("listbox");
      await box(ana).pressSequentially(":tad");
      await suggested.getByRole("option", { name: "tada" }).waitFor();
      await box(ana).press("Enter");
      await box(ana).pressSequentially("for @be");
      await suggested.getByRole("option", { name: "Ben Okafor" }).waitFor();
      await box(ana).press("Tab");
      await box(ana).pressSequentially("is done :fire:");
      await expect.poll(() => box(ana).inputValue(), patient).toBe("🎉 for @Ben Okafor is done 🔥");
      await box(ana).press("Enter");
      expect(await ben.sees("🎉 for @Ben Okafor is done 🔥")).toBe(1);
      expect(await ben.page.locator("article.mentioned").count()).toBe(1);
      expect(await ana.page.locator("article.mentioned").count()).toBe(0);
      await ben.article("is done").getByRole("button", { name: "@Ben Okafor" }).click();
      await ben.dialog("Ben Okafor").getByRole("button", { name: "Edit your profile" }).waitFor();
      await ben.closeDialog();
    });

    it("changes a message for everybody, and says that it was", async () => {
      await ana.haveSaid("It begins at nien");
      expect(await ben.sees("It begins at nien")).toBe(1);
      await box(ana).press("ArrowUp");
      await ana.page.getByRole("textbox", { name: "Edit message" }).fill("It begins at **nine**");
      await ana.page.keyboard.press("Enter");
      for (const person of [ana, ben]) {
        expect(await person.sees("It begins at nine")).toBe(1);
        await person.article("It begins at nine").getByText("edited").waitFor();
        expect(await person.article("nien").count()).toBe(0);
      }
    });

    it("offers changing to its author and the administrator only, and takes a deleted message from everybody", async () => {
      const offered = async (person: Person, text: string) => {
        await person.article(text).hover();
        await person.article(text).getByRole("button", { name: "More actions" }).click();
        await person.page.getByRole("menuitem", { name: "Copy link" }).waitFor();
        const names = await person.page.getByRole("menuitem").allInnerTexts();
        await person.page.keyboard.press("Escape");
        return names;
      };
      expect(await offered(ben, "It begins at nine")).toEqual(["Copy text", "Copy link"]);
      await ben.say("Said in anger");
      expect(await ana.sees("Said in anger")).toBe(1);
      expect(await offered(ana, "Said in anger")).toEqual(["Edit", "Copy text", "Copy link", "Delete…"]);
      await ben.choose("Said in anger", "Delete…");
      await ben.dialog().getByRole("button", { name: "Delete" }).click();
      for (const person of [ana, ben])
        await expect.poll(() => person.article("Said in anger").count(), patient).toBe(0);
    });

    it("gathers boosts, with who gave them, and lets one take back one's own", async () => {
      await ben.article("It begins at nine").hover();
      await ben.article("It begins at nine").getByRole("button", { name: "Boost", exact: true }).click();
      await ben.page.getByRole("button", { name: "Thumbs up" }).click();
      await expect.poll(() => boosts(ana, "It begins at nine"), patient).toEqual(["👍 by Ben Okafor"]);
      await ana.article("It begins at nine").getByRole("button", { name: "👍 by Ben Okafor" }).click();
      const both = (other: string) => [expect.stringMatching(`^👍 by (${other} and you|you and ${other})$`)];
      await expect.poll(() => boosts(ana, "It begins at nine"), patient).toEqual(both("Ben Okafor"));
      await expect.poll(() => boosts(ben, "It begins at nine"), patient).toEqual(both("Ana Ribeiro"));
      await ben.article("It begins at nine").getByRole("button", { name: /👍 by/ }).click();
      for (const [person, name] of [
        [ana, "you"],
        [ben, "Ana Ribeiro"],
      ] as const)
        await expect.poll(() => boosts(person, "It begins at nine"), patient).toEqual([`👍 by ${name}`]);
    });

    it("answers with a quote, and keeps what was written before", async () => {
      await box(ben).fill("By the way:");
      await ben.article("It begins at nine").hover();
      await ben.article("It begins at nine").getByRole("button", { name: "Reply" }).click();
      await ben.page.keyboard.type("I'll be there.");
      await box(ben).press("Enter");
      expect(await ana.sees("I'll be there.")).toBe(1);
      const quoted = ana.article("I'll be there.").locator("blockquote strong");
      expect(await quoted.textContent()).toBe("nine");
    });

    it("copies a message's text as it was typed, and a link that leads another to it", async () => {
      await ana.choose("Some bold", "Copy text");
      await ana.page.getByText("Text copied").waitFor();
      expect(await copied(ana)).toBe("Some **bold** and `code`, see:\n\n- one\n- two");
      await ana.choose("Some bold", "Copy link");
      await ana.page.getByText("Link copied").waitFor();
      const tab = await ben.page.context().newPage();
      await tab.goto(await copied(ana));
      await tab.locator("article.highlighted").filter({ hasText: "Some bold" }).waitFor();
      await tab.close();
    });

    it("plays a sound to who looks at the room", async () => {
      await ben.page.bringToFront();
      await box(ben).click();
      await ben.page.evaluate(countTones);
      await ana.say("/play tada");
      await ben.article("played tada").waitFor();
      await expect.poll(() => tones(ben), patient).toBeGreaterThan(0);
      const before = await tones(ben);
      await ben.article("played tada").getByRole("button", { name: "Play tada" }).click();
      await expect.poll(() => tones(ben), patient).toBeGreaterThan(before);
      await ana.say("/play tadda");
      await ana.page.getByRole("alert").getByText("Did you mean tada?").waitFor();
      await ana.page.getByRole("button", { name: "Discard" }).click();
      expect(await ben.article("tadda").count()).toBe(0);
    });

    it("shows what a link leads to, until its author takes that away", async () => {
      const open = (name: string, content: string) => `<meta property="og:${name}" content="${content}">`;
      const page = site.put(
        "/harbour",
        `<title>x</title>${open("title", "The harbour at night")}${open("description", "Lights &amp; boats.")}`,
      );
      await ana.say(`Look at ${page} please`);
      const card = (person: Person) => person.article("Look at").locator("a.link-card");
      for (const person of [ana, ben]) {
        await card(person).getByText("The harbour at night").waitFor();
        expect(await card(person).textContent()).toContain("Lights & boats.");
        expect(await card(person).getAttribute("href")).toBe(page);
      }
      await ana.choose("Look at", "Remove preview");
      for (const person of [ana, ben]) await card(person).waitFor({ state: "detached" });
    });

    it("lets one do all of that without a mouse", async () => {
      const kim = await chat.member("Kim Park");
      const { page } = kim;
      const content = await photo();
      const { id } = await roomOf(ben, "All Talk");
      const file = { name: "boat.jpg", mimeType: "image/jpeg", buffer: content };
      const path = `/api/rooms/${id}/attachments?clientMessageId=boat`;
      expect((await ben.page.request.post(path, { multipart: { attachment: file } })).status()).toBe(201);
      await ben.say("Shall we sail?");
      await page.getByRole("article").filter({ hasText: "Shall we sail?" }).waitFor();
      const keys = async (...all: string[]) => {
        for (const key of all) await page.keyboard.press(key);
      };
      const until = async (target: Locator, key = "Tab") => {
        for (let presses = 0; presses < 60; presses++) {
          if ((await target.and(page.locator(":focus")).count()) === 1) return;
          await page.keyboard.press(key);
        }
        throw new Error(`${key} never came to ${target}`);
      };
      const log = page.getByRole("log");

      await page.keyboard.type("Gladly");
      await keys("Enter");
      expect(await ben.sees("Gladly")).toBe(1);
      await kim.kept("Gladly");
      await keys("ArrowUp");
      await page.keyboard.type(", at nine");
      await keys("Enter");
      await ben.article("Gladly, at nine").getByText("edited").waitFor();

      await until(log, "Shift+Tab");
      await until(page.getByRole("article").filter({ hasText: "Shall we sail?" }), "ArrowUp");
      await until(page.getByRole("button", { name: "Boost", exact: true }));
      await keys("Enter", "Enter");
      await expect.poll(() => boosts(ben, "Shall we sail?"), patient).toEqual(["👍 by Kim Park"]);
      await until(page.getByRole("button", { name: "Reply" }));
      await keys("Enter");
      await page.keyboard.type("With pleasure");
      await keys("Enter");
      await ben.article("With pleasure").locator("blockquote").getByText("Shall we sail?").waitFor();

      await until(log, "Shift+Tab");
      await until(page.getByRole("article").filter({ has: page.getByRole("img", { name: "boat.jpg" }) }), "ArrowUp");
      await until(page.getByRole("link", { name: "boat.jpg" }));
      await keys("Enter");
      await page.getByRole("dialog", { name: "boat.jpg" }).waitFor();
      await keys("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });

      await keys("Control+k");
      await page.keyboard.type("kim");
      await page.getByRole("option", { name: "Search messages for “kim”" }).waitFor();
      await keys("Escape", "Control+k");
      await page.keyboard.type("pleasure");
      await keys("Enter");
      await until(page.getByRole("dialog").getByRole("listitem").getByRole("link"));
      await keys("Enter");
      await page.locator("article.highlighted").filter({ hasText: "With pleasure" }).waitFor();
      await ana.ask("POST", "/api/rooms", { type: "open", name: "Quay" });
      await page.getByRole("navigation").getByRole("link", { name: "Quay" }).waitFor();
      await keys("Control+k");
      await page.keyboard.type("qua");
      await keys("Enter");
      await page.getByRole("heading", { level: 1, name: "Quay" }).waitFor();
    });

    it("keeps a draft for each room, also over a reload", async () => {
      await ana.ask("POST", "/api/rooms", { type: "open", name: "Workshop" });
      await box(ana).fill("half a thought");
      await ana.openRoom("Workshop");
      expect(await box(ana).inputValue()).toBe("");
      await box(ana).fill("another one");
      await ana.openRoom("All Talk");
      expect(await box(ana).inputValue()).toBe("half a thought");
      await ana.page.reload();
      await ana.arrived();
      expect(await box(ana).inputValue()).toBe("half a thought");
      await box(ana).press("Enter");
      expect(await ben.sees("half a thought")).toBe(1);
      await ana.openRoom("Workshop");
      expect(await box(ana).inputValue()).toBe("another one");
      await box(ana).fill("");
      await ana.openRoom("All Talk");
      expect(await box(ana).inputValue()).toBe("");
    });
  });
}

/** Has the page count the tones that are begun. */
const countTones = `
  globalThis.begun = 0;
  for (const { prototype } of [OscillatorNode, AudioBufferSourceNode]) {
    const { start } = prototype;
    prototype.start = function (...times) {
      globalThis.begun++;
      return start.apply(this, times);
    };
  }
`;
