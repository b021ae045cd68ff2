import { beforeAll, describe, expect, it } from "vitest";
import { photo } from "../../../app/tests/support/pictures.ts";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

export function appearance(chat: TwoReplicas): void {
  describe("what is set for everybody", () => {
    let ana: Person;
    let ben: Person;
    beforeAll(async () => {
      ana = chat.administrator!;
      ben = await chat.member("Ben");
      await chat.apart(ana, ben);
    });

    const openSettings = async () => {
      await ana.administer("Settings for everybody");
      await ana.dialog().getByRole("textbox", { name: "Team name" }).waitFor();
    };
    const logoShownTo = ({ page }: Person) => page.getByRole("complementary").locator("img.logo");
    const newRoom = ({ page }: Person) => page.getByRole("button", { name: "New room" });

    it("is the team's name, and that only administrators make rooms", async () => {
      await newRoom(ben).waitFor();
      await openSettings();
      await chat.look(ana, "settings");
      await ana.dialog().getByRole("textbox", { name: "Team name" }).fill("The Harbour");
      await ana.dialog().getByRole("checkbox", { name: "Only administrators make rooms" }).check();
      await ana.press("Save");
      await ana.dialog().waitFor({ state: "detached" });
      await ben.page.getByRole("complementary", { name: "The Harbour" }).waitFor();
      await newRoom(ben).waitFor({ state: "detached" });
      await expect.poll(() => ben.page.title(), { timeout: 60_000 }).toContain("The Harbour");
      await newRoom(ana).waitFor();
      const refused = await ben.page.request.post("/api/rooms", { data: { type: "open", name: "Mine" } });
      expect(refused.status()).toBe(403);

      await openSettings();
      await ana.dialog().getByRole("checkbox", { name: "Only administrators make rooms" }).uncheck();
      await ana.press("Save");
      await newRoom(ben).waitFor();
    });

    it("is a logo, which stands on the sign-in page too, until it is removed", async () => {
      await openSettings();
      const logo = ana.dialog().getByRole("group", { name: "Logo" });
      await logo
        .locator("input")
        .setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: await photo({ type: "png" }) });
      await logo.getByRole("button", { name: "Remove logo" }).waitFor();
      await chat.look(ana, "settings-logo");
      await logoShownTo(ben).waitFor();
      await chat.look(ben, "logo");
      const visitor = await chat.stranger("Visitor");
      await visitor.page.goto("/session/new");
      await visitor.page.locator("img.logo").waitFor();
      await logo.getByRole("button", { name: "Remove logo" }).click();
      await logoShownTo(ben).waitFor({ state: "detached" });
      await ana.closeDialog();
    });

    it("are styles, which are refused where they would load something, and which can be turned off", async () => {
      const colour = () => ben.page.evaluate<string>("getComputedStyle(document.querySelector('h1')).color");
      await openSettings();
      await ana.press("Custom styles…");
      const css = ana.dialog().getByRole("textbox", { name: "CSS" });
      await css.fill("h1 { background: url(https://elsewhere.example/x.png) }");
      await ana.press("Save");
      await ana.dialog().getByRole("alert").waitFor();
      await chat.look(ana, "styles-refused");
      await css.fill("h1 { color: rgb(1, 2, 3) }");
      await ana.press("Save");
      await ana.dialog().waitFor({ state: "detached" });
      await expect.poll(colour, { timeout: 60_000 }).toBe("rgb(1, 2, 3)");
      await ben.open("/?styles=off");
      expect(await colour()).not.toBe("rgb(1, 2, 3)");
      await ben.open("/?styles=on");
      await expect.poll(colour, { timeout: 60_000 }).toBe("rgb(1, 2, 3)");
      await ana.ask("PUT", "/api/account/styles", { styles: "" });
      await expect.poll(colour, { timeout: 60_000 }).not.toBe("rgb(1, 2, 3)");
    });
  });
}
