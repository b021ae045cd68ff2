import { beforeAll, describe, expect, it } from "vitest";
import { Keyboard } from "../../support/keyboard.ts";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

export function keyboard(chat: TwoReplicas): void {
  describe("the keyboard alone", () => {
    let kim: Person;
    let lou: Person;
    let keys: Keyboard;
    beforeAll(async () => {
      kim = await chat.member("Kim");
      lou = await chat.member("Lou");
      const { user } = await kim.ask<{ user: { id: number } }>("GET", "/api/profile");
      await chat.administrator!.ask("PUT", `/api/users/${user.id}`, { role: "administrator" });
      await chat.administrator!.ask("POST", "/api/rooms", { type: "open", name: "Workshop" });
      await kim.ask("DELETE", "/api/session");
      await kim.page.emulateMedia({ reducedMotion: "reduce" });
      await kim.page.goto("/session/new");
      keys = new Keyboard(kim.page);
    });

    const room = (name: string) => kim.page.getByRole("heading", { level: 1, name }).waitFor();
    /** Closes the dialog, after which the focus is back where it was opened from. */
    async function closeTo(opener: string): Promise<void> {
      await keys.press("Escape");
      await kim.dialog().waitFor({ state: "detached" });
      await expect.poll(() => keys.focused(), { timeout: 60_000 }).toBe(opener);
    }

    it("signs in", async () => {
      await kim.page.getByRole("textbox", { name: "Email address" }).waitFor();
      await keys.tabTo("Email address");
      await keys.type(kim.email);
      await keys.tabTo("Password");
      await keys.type(kim.password);
      await keys.press("Enter");
      await kim.arrived();
      await chat.apart(kim, lou);
    });

    it("goes from room to room, writes, and changes what was written", async () => {
      await keys.enter("Workshop");
      await room("Workshop");
      await keys.press("Control+k");
      await kim.page.getByRole("combobox", { name: "Room or person" }).waitFor();
      await keys.type("all t");
      await keys.press("Enter");
      await room("All Talk");
      await keys.tabTo("Message");
      await keys.type("Typed by Kim");
      await keys.press("Enter");
      expect(await lou.sees("Typed by Kim")).toBe(1);
      await kim.kept("Typed by Kim");
      await keys.press("ArrowUp");
      await kim.page.getByRole("textbox", { name: "Edit message" }).waitFor();
      await keys.press("Control+End");
      await keys.type(", twice");
      await keys.press("Enter");
      expect(await lou.sees("Typed by Kim, twice")).toBe(1);
      await expect.poll(() => keys.focused(), { timeout: 60_000 }).toBe("Message");
    });

    it("opens and closes dialogs, which hold the focus and give it back", async () => {
      for (const opener of ["New room", "Invite people", "Kim your profile", "Notification settings"]) {
        await keys.enter(opener);
        await kim.dialog().waitFor();
        for (let presses = 0; presses < 12; presses++) {
          await keys.press("Tab");
          const outside =
            "!['BODY', undefined].includes(document.activeElement?.tagName) && !document.activeElement.closest('dialog')";
          expect(await kim.page.evaluate(outside), `after ${presses} steps in ${opener}`).toBe(false);
        }
        await closeTo(opener);
      }
    });

    it("administers", async () => {
      await keys.enter("Administration");
      await keys.press("ArrowDown", "Enter");
      await kim.dialog("People").waitFor();
      await keys.tabTo("Role of Lou");
      await keys.type("Adm");
      await lou.page.getByRole("button", { name: "Administration" }).waitFor();
      await keys.tabTo("Role of Lou");
      await keys.type("Mem");
      await lou.page.getByRole("button", { name: "Administration" }).waitFor({ state: "detached" });
      await keys.enter("Deactivate Lou…");
      await kim.dialog("Deactivate Lou?").waitFor();
      expect(await keys.focused()).toBe("Cancel");
      await keys.enter("Deactivate");
      await lou.page.getByText("Your access to this Campfire was removed.").waitFor();
      await kim.dialog("People").getByRole("heading", { name: "Deactivated" }).waitFor();
      await closeTo("Administration");
    });

    it("walks the whole page and comes out of it again", async () => {
      const names = new Set<string>();
      await keys.tabTo("Skip to the message box");
      for (;;) {
        await keys.press("Tab");
        const name = await keys.focused();
        if (name === "Skip to the message box" || name === "") break;
        expect(names.size).toBeLessThan(60);
        names.add(name);
      }
      for (const name of [
        "Jump to…",
        "Search messages",
        "All Talk",
        "Workshop",
        "Sign out",
        "Room settings",
        "Message",
      ])
        expect([...names].join("; ")).toContain(name);
    });

    it("signs out", async () => {
      await keys.enter("Sign out");
      await kim.page.getByRole("heading", { name: "Sign in" }).waitFor();
    });
  });
}
