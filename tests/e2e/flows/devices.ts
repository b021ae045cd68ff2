import { beforeAll, describe, expect, it } from "vitest";
import { readQrCode } from "../../../app/web/tests/support/read-qr-code.ts";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

export function devices(chat: TwoReplicas): void {
  describe("one's devices", () => {
    let laptop: Person;
    beforeAll(async () => {
      laptop = await chat.member("Cleo");
    });

    /** Cleo's telephone, before an empty page. */
    const takePhone = () => chat.stranger("Cleo", { userAgent: PHONE });
    const openSessions = async () => {
      await laptop.openProfile();
      await laptop.press("Where you’re signed in");
      await laptop.dialog().getByText("this one").waitFor();
    };
    const endedAt = async ({ page }: Person) => {
      await page.getByText("You were signed out.").waitFor();
      expect(new URL(page.url()).pathname).toBe("/session/new");
    };

    it("are listed with where they came from, and signed out from another one", async () => {
      const phone = await takePhone();
      await phone.page.goto("/session/new");
      await phone.signIn();
      await phone.arrived();
      await chat.apart(laptop, phone);
      await openSessions();
      await laptop
        .dialog()
        .getByRole("listitem")
        .filter({ hasText: "Safari on iPhone" })
        .getByText("127.0.0.")
        .waitFor();
      await chat.look(laptop, "sessions");
      await laptop.press("Sign out Safari on iPhone");
      await endedAt(phone);
      await chat.look(phone, "signed-out");
      await laptop.dialog().getByText("Safari on iPhone").waitFor({ state: "detached" });
      await laptop.closeDialog();
    });

    it("are signed in by a link that stands in a QR code, once", async () => {
      await openSessions();
      await laptop.press("Sign in on another device…");
      const link = await laptop.page.getByRole("textbox", { name: "Link for your device" }).inputValue();
      expect(await readQrCode(laptop.page)).toBe(link);
      await chat.look(laptop, "transfer");
      await laptop.closeDialog();
      const phone = await takePhone();
      await phone.page.goto(link);
      await phone.page.getByRole("button", { name: "Sign in here" }).waitFor();
      await chat.look(phone, "transfer-here");
      await phone.press("Sign in here");
      await phone.arrived();
      await phone.page.getByRole("button", { name: "Cleo your profile" }).waitFor();
      const late = await takePhone();
      await late.page.goto(link);
      await late.press("Sign in here");
      await late.page.getByRole("heading", { name: "This link doesn’t work any more" }).waitFor();
      await chat.look(late, "transfer-late");
    });

    it("are signed out when the password changes on one of them, which stays", async () => {
      const phone = await takePhone();
      await phone.page.goto("/session/new");
      await phone.signIn();
      await phone.arrived();
      await chat.apart(laptop, phone);
      await laptop.openProfile();
      await laptop.dialog().getByLabel("New password").fill("kettles for ever");
      await laptop.dialog().getByLabel("Current password").fill(laptop.password);
      await laptop.press("Save");
      await endedAt(phone);
      await laptop.say("Still here");
      await phone.signIn();
      await phone.page.getByRole("alert").getByText("don’t match").waitFor();
      await phone.signIn("kettles for ever");
      expect(await phone.sees("Still here")).toBe(1);
    });
  });
}
