import { beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../support/people.ts";
import { box, heardBy, patient, roomLink, roomOf } from "../../support/rooms.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";
import type { Cast } from "./cast.ts";

/** Each test goes on where the one before ended. */
export function rooms(chat: TwoReplicas, cast: Cast): void {
  describe("rooms", () => {
    let ana: Person;
    let ben: Person;
    let cleo: Person;
    let heard: string[];

    beforeAll(async () => {
      ({ ana, ben, cleo } = cast);
      heard = heardBy(ben);
      await ben.open();
      await chat.apart(ana, ben);
    });

    const button = (person: Person, name: string | RegExp) => person.page.getByRole("button", { name, exact: true });
    const heading = (person: Person, name: string) => person.page.getByRole("heading", { level: 1, name });
    const save = async () => {
      await button(ana, "Save").click();
      await ana.dialog().waitFor({ state: "detached" });
    };
    const settle = (person: Person) => button(person, "Room settings").click();
    const lost = (person: Person) => heading(person, "You can’t see this room");

    /** What a room's line says besides its name. */
    const line = async (person: Person, name: string) =>
      ((await roomLink(person, name).textContent()) ?? "").replaceAll(/\s+/g, " ").trim();

    async function make(name: string, people: string[] | null): Promise<void> {
      await button(ana, "New room").click();
      await ana.page.getByRole("textbox", { name: "Room name" }).fill(name);
      if (people) await ana.page.getByRole("radio", { name: /Closed/ }).check();
      for (const person of people ?? []) await ana.page.getByRole("checkbox", { name: person }).check();
      await button(ana, "Create room").click();
      await heading(ana, name).waitFor();
    }

    async function hear(person: Person, level: string): Promise<void> {
      await button(person, /^Notifications:/).click();
      await person.page.getByRole("menuitemradio", { name: level }).click();
      await button(person, `Notifications: ${level}`).waitFor();
    }

    it("shows a new open room to everybody at once, and a closed one to those who were chosen", async () => {
      await make("Kitchen", null);
      await make("Board", ["Ben Okafor"]);
      for (const person of [ben, cleo]) await roomLink(person, "Kitchen").waitFor();
      await roomLink(ben, "Board").click();
      await heading(ben, "Board").waitFor();
      expect(await roomLink(cleo, "Board").count()).toBe(0);
      await ana.say("Between the two of us");
      expect(await ben.sees("Between the two of us")).toBe(1);
    });

    it("renames a room, opens it to everybody and closes it again", async () => {
      await settle(ana);
      await ana.page.getByRole("textbox", { name: "Room name" }).fill("Council");
      await ana.page.getByRole("radio", { name: /Open/ }).check();
      await save();
      await heading(ben, "Council").waitFor();
      await roomLink(cleo, "Council").click();
      expect(await cleo.sees("Between the two of us")).toBe(1);
      await settle(ana);
      await ana.page.getByRole("radio", { name: /Closed/ }).check();
      await ana.page.getByRole("checkbox", { name: "Cleo Adams" }).uncheck();
      await save();
      await lost(cleo).waitFor();
      expect(await roomLink(cleo, "Council").count()).toBe(0);
    });

    it("is gone at once for who is taken out while looking at it, and nothing more reaches them", async () => {
      const { id } = await roomOf(ben, "Council");
      await settle(ana);
      await ana.page.getByRole("checkbox", { name: "Ben Okafor" }).uncheck();
      await save();
      await lost(ben).waitFor();
      await ana.say("Now that Ben is out");
      await box(ana).pressSequentially("and more of it");
      await ana.openRoom("All Talk");
      await ana.say("Hello everybody");
      await ben.page.getByRole("link", { name: "Go to your rooms" }).click();
      await ben.openRoom("All Talk");
      expect(await ben.sees("Hello everybody")).toBe(1);
      const heardOf = (text: string) => heard.some((frame) => frame.includes(text));
      expect(["Between the two of us", "Now that Ben is out"].map(heardOf)).toEqual([true, false]);
      for (const path of [`/api/rooms/${id}/messages`, "/api/search?query=between"]) {
        const answer = await ben.page.request.get(path);
        expect(await answer.text()).not.toContain("Between");
      }
      expect((await ben.page.request.get(`/api/rooms/${id}/messages`)).status()).toBe(404);
    });

    it("gives back to who is taken in again all that was said meanwhile", async () => {
      await ana.openRoom("Council");
      await settle(ana);
      await ana.page.getByRole("checkbox", { name: "Ben Okafor" }).check();
      await save();
      await roomLink(ben, "Council").click();
      expect(await ben.sees("Now that Ben is out")).toBe(1);
    });

    it("says so to who looks at a room that is deleted", async () => {
      await settle(ana);
      await button(ana, "Delete room…").click();
      await button(ana, "Delete room").click();
      await lost(ben).waitFor();
      await heading(ana, "All Talk").waitFor();
      expect(await roomLink(ben, "Council").count()).toBe(0);
      await ben.page.getByRole("link", { name: "Go to your rooms" }).click();
      await heading(ben, "All Talk").waitFor();
    });

    it("begins a conversation that the other finds at once, and the same one when they begin it too", async () => {
      await button(ben, "New direct message").click();
      await ben.page.getByRole("checkbox", { name: "Ana Ribeiro" }).check();
      await button(ben, "Start conversation").click();
      await heading(ben, "Ana Ribeiro").waitFor();
      await ben.say("Just us two");
      await roomLink(ana, "Ben Okafor online 1 unread").click();
      expect(await ana.sees("Just us two")).toBe(1);
      await button(ana, "New direct message").click();
      await ana.page.getByRole("checkbox", { name: "Ben Okafor" }).check();
      await button(ana, "Start conversation").click();
      await ana.dialog().waitFor({ state: "detached" });
      expect(new URL(ana.page.url()).pathname).toBe(new URL(ben.page.url()).pathname);
      expect(await ana.sees("Just us two")).toBe(1);
    });

    it("tells who is there, and who is typing until they have said it", async () => {
      await ana.page.getByText("Online", { exact: true }).waitFor();
      const dan = await chat.stranger("Dan Silva");
      const code = (await ana.invitationLink()).split("/").at(-1);
      await dan.ask("POST", `/api/invitations/${code}`, { name: dan.name, email: dan.email, password: dan.password });
      // Whoever joins stands below the conversations at once, until there is one.
      await button(ana, /^Start a conversation with Dan Silva/).click();
      await ana.page.getByText("Away", { exact: true }).waitFor();
      expect(await button(ana, /^Start a conversation with Dan Silva/).count()).toBe(0);
      await dan.open();
      await ana.page.getByText("Online", { exact: true }).waitFor();
      await ana.openRoom("Ben Okafor");
      await box(ana).pressSequentially("One mo");
      await ben.page.getByText("Ana Ribeiro is typing").waitFor();
      await box(ana).press("Enter");
      expect(await ben.sees("One mo")).toBe(1);
      await expect.poll(() => ben.page.getByText("is typing").count(), patient).toBe(0);
    });

    it("counts what is new for who is elsewhere, marks where it begins, and forgets it once it is read", async () => {
      await ben.openRoom("All Talk");
      await ana.openRoom("Kitchen");
      for (const text of ["Soup is on", "Bring bowls", "And spoons"]) await ana.say(text);
      await roomLink(ben, "Kitchen 3 unread").waitFor();
      await expect.poll(() => ben.page.title(), patient).toBe("(1) All Talk – The Lighthouse");
      await roomLink(ben, "Kitchen").click();
      expect(await ben.sees("And spoons")).toBe(1);
      const log = (await ben.page.getByRole("log").textContent()) ?? "";
      expect(log.indexOf("New")).toBeGreaterThan(-1);
      expect(log.indexOf("New")).toBeLessThan(log.indexOf("Soup is on"));
      await expect.poll(() => line(ben, "Kitchen"), patient).toMatch(/Kitchen$/);
      await expect.poll(() => ben.page.title(), patient).toBe("Kitchen – The Lighthouse");
      await expect.poll(async () => (await roomOf(ben, "Kitchen")).readNumber, patient).toBe(3);
    });

    it("agrees between two tabs of one person: what was read, and what was said, once", async () => {
      const tab = await ben.page.context().newPage();
      const count = () => tab.getByRole("navigation").getByRole("link", { name: "Kitchen" }).textContent();
      await tab.goto(`/rooms/${(await roomOf(ben, "All Talk")).id}`);
      await tab.getByRole("log").waitFor();
      await ben.openRoom("All Talk");
      await ana.say("More soup");
      await expect.poll(count, patient).toContain("1");
      await ben.page.bringToFront();
      await ben.openRoom("Kitchen");
      await expect.poll(count, patient).not.toContain("1");
      await ben.say("From my first tab");
      await tab.getByRole("navigation").getByRole("link", { name: "Kitchen" }).click();
      await tab.getByRole("article").filter({ hasText: "From my first tab" }).waitFor();
      await tab.getByRole("textbox", { name: "Message", exact: true }).fill("From my second tab");
      await tab.keyboard.press("Enter");
      for (const text of ["From my first tab", "From my second tab"]) {
        expect(await ben.sees(text)).toBe(1);
        expect(await ana.sees(text)).toBe(1);
        expect(await tab.getByRole("article").filter({ hasText: text }).count()).toBe(1);
      }
      await tab.close();
    });

    it("counts, marks or hides a room as much as one wants to hear of it", async () => {
      const levels = [
        ["Everything", "Kitchen 1 unread", "(1) All Talk – The Lighthouse"],
        ["Mentions", "Kitchen 1 unread", "(1) All Talk – The Lighthouse"],
        ["Nothing", "Kitchen unread", "All Talk – The Lighthouse"],
      ] as const;
      for (const [level, shown, title] of levels) {
        await ben.openRoom("Kitchen");
        // Whoever leaves before it is there hasn't read what the last turn left.
        await expect.poll(() => line(ben, "Kitchen"), patient).toMatch(/Kitchen$/);
        await hear(ben, level);
        await ben.openRoom("All Talk");
        await ana.say(`For who hears ${level}`);
        await roomLink(ben, shown).waitFor();
        await expect.poll(() => ben.page.title(), patient).toBe(title);
      }
      await ben.openRoom("Kitchen");
      await hear(ben, "Hidden");
      await ben.openRoom("All Talk");
      await expect.poll(() => roomLink(ben, "Kitchen").count(), patient).toBe(0);
      await ana.say("For nobody");
      await ana.openRoom("All Talk");
      await ana.say("For all");
      expect(await ben.sees("For all")).toBe(1);
      expect(await ben.page.title()).toBe("All Talk – The Lighthouse");
      await ben.page.keyboard.press("Control+k");
      await ben.page.getByRole("combobox", { name: "Room or person" }).fill("kitch");
      await ben.page.keyboard.press("Enter");
      expect(await ben.sees("For nobody")).toBe(1);
    });
  });
}
