import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditEntry } from "../../src/protocol.ts";
import { browserMissing } from "../support/browser.ts";
import { eventually, playOn, Stage } from "../support/stage.ts";

const stage = new Stage();

describe.skipIf(browserMissing())("signing in", () => {
  playOn(stage);

  it("offers what the server has: a provider, passwords, or both, and keeps where somebody wanted to go", async () => {
    const { chat } = stage.server;
    const wanted = `/rooms/${stage.room("Design").id}`;
    const plain = await stage.page(null, "/session/new");
    await plain.getByRole("textbox", { name: "Password" }).waitFor();
    expect(await plain.getByRole("link").count()).toBe(0);

    chat.signInOptions = { passwords: true, resetsByMail: true, provider: { name: "Acme" } };
    const both = await stage.page(null, `/session/new?return=${wanted}`);
    const link = both.getByRole("link", { name: "Sign in with Acme" });
    expect(await link.getAttribute("href")).toBe(`/session/oidc?return=${encodeURIComponent(wanted)}`);
    await both.getByRole("textbox", { name: "Password" }).waitFor();

    chat.signInOptions = { passwords: false, resetsByMail: false, provider: { name: "Acme" } };
    const alone = await stage.page(null, "/session/new?return=//evil.example");
    expect(await alone.getByRole("link", { name: "Sign in with Acme" }).getAttribute("href")).toBe("/session/oidc");
    expect(await alone.getByRole("textbox").count()).toBe(0);
    const joining = await stage.page(null, `/join/${chat.joinCode}`);
    const join = joining.getByRole("link", { name: "Join with Acme" });
    expect(await join.getAttribute("href")).toBe(`/session/oidc?invitation=${chat.joinCode}`);
    expect(await joining.getByRole("textbox").count()).toBe(0);
    const profile = await stage.page(stage.ben, wanted);
    await profile.getByRole("button", { name: "Your profile" }).click();
    await profile.getByText(`You sign in with Acme as ${stage.ben.email}.`).waitFor();
    expect(await profile.getByLabel("New password").count()).toBe(0);
  });

  it("says what went wrong at the provider, and shows nothing that the address made up", async () => {
    const refused = await stage.page(null, "/session/new?problem=inactive");
    await refused.getByRole("alert").getByText("Your account isn’t active any more.").waitFor();
    const madeUp = await stage.page(null, "/session/new?problem=%3Cimg%20src%3Dx%3E");
    await madeUp.getByRole("alert").getByText("You couldn’t be signed in.").waitFor();
    for (const name of ["constructor", "__proto__"]) {
      const page = await stage.page(null, `/session/new?problem=${name}`);
      await page.getByRole("alert").getByText("You couldn’t be signed in.").waitFor();
    }
  });

  it("sets a forgotten password by a link from the mail", async () => {
    stage.server.chat.signInOptions = { passwords: true, resetsByMail: true };
    const page = await stage.page(null, "/session/new");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByRole("textbox", { name: "Email address" }).fill(stage.ben.email);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
    await page.goto("/session/reset/once");
    await page.getByRole("textbox", { name: "New password" }).fill("a new password");
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    expect(stage.ben.password).toBe("a new password");
    const late = await stage.page(null, "/session/reset/once");
    await late.getByRole("textbox", { name: "New password" }).fill("another one");
    await late.getByRole("button", { name: "Set password" }).click();
    await late.getByRole("heading", { name: "This link doesn’t work any more" }).waitFor();
  });

  it("lets administrators hand over a link for a new password", async () => {
    const page = await stage.page(stage.ana, `/rooms/${stage.room("Design").id}`);
    const people = async () => {
      await page.getByRole("button", { name: "Administration" }).click();
      await page.getByRole("menuitem", { name: "People" }).click();
      await page.getByRole("button", { name: "New password Ben Okafor…" }).click();
    };
    await people();
    const link = page.getByRole("textbox", { name: "Link for a new password" });
    await eventually(() => link.inputValue()).toBe(`${stage.url}/session/reset/once`);
    expect(stage.server.chat.resetFor).toBe(stage.ben);
    await page.keyboard.press("Escape");
    stage.server.chat.signInOptions = { passwords: false, resetsByMail: false };
    await people();
    await page.getByRole("alert").getByText("Passwords are switched off here.").waitFor();
  });

  it("shows administrators the audit log in words, page by page, filtered, and to download", async () => {
    const { ana, ben } = stage;
    const event = (kind: string, more: Partial<AuditEntry> = {}) =>
      stage.server.chat.audit.push({
        id: stage.server.chat.audit.length + 1,
        at: "2026-01-02T03:04:05.000Z",
        kind,
        actorId: ana.id,
        actorName: ana.name,
        userId: null,
        userName: null,
        roomId: null,
        address: "192.0.2.7",
        requestId: "r",
        details: null,
        ...more,
      });
    event("room.members_changed", { details: { added: [ben.id, 999], removed: [] } });
    event("person.role_changed", { userId: ben.id, userName: ben.name, details: { role: "administrator" } });
    event("session.refused", { actorId: null, actorName: null, details: { way: "password" } });
    event("session.started", { userId: ana.id, userName: ana.name, details: { way: "provider" } });
    event("something.new");
    const page = await stage.page(ana, `/rooms/${stage.room("Design").id}`);
    await page.getByRole("button", { name: "Administration" }).click();
    await page.getByRole("menuitem", { name: "Audit log" }).click();
    const texts = () => page.getByRole("list", { name: "Events" }).locator("bdi").allTextContents();
    await eventually(texts).toEqual([
      "something.new",
      "Ana Ribeiro signed in with the organisation’s sign-in",
      "Somebody couldn’t sign in with a password",
    ]);
    await page.getByRole("button", { name: "Show older ones" }).click();
    await eventually(async () => (await texts()).slice(3)).toEqual([
      "Ana Ribeiro made Ben Okafor an administrator",
      "Ana Ribeiro changed who is in a room, added: Ben Okafor, person 999",
    ]);
    await page.getByRole("combobox", { name: "What happened" }).selectOption("Signing in and out");
    await eventually(texts).toHaveLength(2);
    await page.getByRole("combobox", { name: "Who did it" }).selectOption("Ana Ribeiro");
    await eventually(texts).toEqual(["Ana Ribeiro signed in with the organisation’s sign-in"]);
    const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
    expect(href).toBe(`/api/audit/download?kind=session&person=${ana.id}&format=csv`);
    await page.getByRole("combobox", { name: "What happened" }).selectOption("Rooms");
    await page.getByRole("combobox", { name: "Who did it" }).selectOption("Ben Okafor");
    await page.getByText("Nothing of the kind was written down.").waitFor();
  });
});

describe.skipIf(browserMissing())("setting up with a provider", () => {
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  it("asks for the team's name alone, and leads on with it", async () => {
    await stage.begin({ team: false });
    stage.server.chat.signInOptions = { passwords: true, resetsByMail: false, provider: { name: "Acme" } };
    const page = await stage.page(null);
    await page.getByRole("button", { name: "Use a password instead" }).click();
    await page.getByRole("textbox", { name: "Your name" }).waitFor();
    await page.getByRole("button", { name: "Use Acme instead" }).click();
    await page.getByRole("textbox", { name: "Team name" }).fill("Northwind & Co");
    await page.getByRole("button", { name: "Set up with Acme" }).click();
    await page.waitForURL("**/session/oidc?team=Northwind+%26+Co");
    await stage.end();
  });
});
