import { afterEach, describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { readClaims } from "../src/single-sign-on/claims.ts";
import { safePath } from "../src/single-sign-on/routes.ts";
import type { Identity } from "./support/identity-provider.ts";
import { Person } from "./support/person.ts";
import { SingleSignOn } from "./support/single-sign-on.ts";

const identity = (sub: string, more: Partial<Identity> = {}): Identity => ({
  sub,
  name: sub,
  email: `${sub}@example.com`,
  email_verified: true,
  ...more,
});
const invitation = async (ann: Person) => (await ann.state()).account.joinUrl!.split("/").at(-1)!;

describe("single sign-on", () => {
  let sso: SingleSignOn;
  afterEach(() => sso.stop());

  test("sets the chat up: who is first administers, the next are members", async () => {
    sso = await SingleSignOn.start({ PASSWORD_SIGN_IN: "false" });
    const ann = (await sso.signIn(identity("ann"), "?team=Northwind")).person;
    const { account, user } = await ann.state();
    expect([account.name, user.role]).toEqual(["Northwind", "administrator"]);
    const bob = (await sso.signIn(identity("bob"), "?team=Mine")).person;
    const state = await bob.state();
    expect([state.account.name, state.user.role]).toEqual(["Northwind", "member"]);
  });

  test("lets only proven addresses of the allowed domains in, also those who were in before", async () => {
    sso = await SingleSignOn.start({ OIDC_ALLOWED_DOMAINS: "example.com, example.org" });
    await sso.firstRun();
    expect((await sso.signIn(identity("a", { email: "a@EXAMPLE.org" }))).problem).toBeNull();
    for (const email of ["b@evil.com", "b@notexample.com", "b@example.com.evil.com", "b@sub.example.com"])
      expect([email, (await sso.signIn(identity("b", { email }))).problem]).toEqual([email, "domain"]);
    expect((await sso.signIn(identity("b", { email_verified: false }))).problem).toBe("unverified");
    expect((await sso.signIn(identity("a", { email: "a@evil.com" }))).problem).toBe("domain");
  });

  test("makes no accounts where that is off, but for who was invited", async () => {
    sso = await SingleSignOn.start({ OIDC_AUTO_CREATE: "false" });
    const ann = await sso.firstRun();
    expect((await sso.signIn(identity("bob"))).problem).toBe("no_account");
    expect((await sso.signIn(identity("bob"), "?invitation=AAAA-BBBB-CCCC")).problem).toBe("no_account");
    const code = await invitation(ann);
    expect((await sso.signIn(identity("bob"), `?invitation=${code}`)).problem).toBeNull();
    expect((await sso.signIn(identity("bob"))).problem).toBeNull();
  });

  test("makes who is in the group an administrator, and a member again who left it, but for the last one", async () => {
    sso = await SingleSignOn.start({ OIDC_ADMIN_GROUP: "chat-admins" });
    const admins = { groups: ["staff", "chat-admins"] };
    const ann = (await sso.signIn(identity("ann", admins))).person;
    expect((await ann.state()).user.role).toBe("administrator");
    expect((await (await sso.signIn(identity("ann"))).person.state()).user.role).toBe("administrator");
    const bob = (await sso.signIn(identity("bob", { groups: ["chat-admins-not"] }))).person;
    expect((await bob.ask("GET", "/api/bots")).status).toBe(403);
    await sso.signIn(identity("bob", admins));
    // Also where they are signed in already.
    expect((await bob.ask("GET", "/api/bots")).status).toBe(200);
    await sso.signIn(identity("bob", { groups: [] }));
    expect((await bob.ask("GET", "/api/bots")).status).toBe(403);
  });

  test("alone leaves no way in by password, for anybody", async () => {
    sso = await SingleSignOn.start({ PASSWORD_SIGN_IN: "false", SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "a@b.c" });
    const guest = new Person(sso.chat.url);
    const password = "correct horse";
    const newcomer = { name: "Eve", email: "eve@example.com", password };
    expect((await guest.ask("POST", "/api/first-run", { accountName: "Mine", ...newcomer })).status).toBe(403);
    const ann = (await sso.signIn(identity("ann"))).person;
    expect(await guest.ok("GET", "/api/sign-in")).toEqual({
      passwords: false,
      resetsByMail: false,
      provider: { name: "Acme" },
    });
    const asked = [
      ["POST", "/api/session", { email: "ann@example.com", password }],
      ["POST", `/api/invitations/${await invitation(ann)}`, newcomer],
      ["POST", "/api/password-resets", { email: "ann@example.com" }],
      ["POST", "/api/password-resets/token", { password }],
    ] as const;
    for (const [method, path, body] of asked)
      expect([path, (await guest.ask(method, path, body)).status]).toEqual([path, 403]);
    expect((await ann.ask("POST", `/api/users/${ann.id}/password-reset`)).status).toBe(403);
    expect((await ann.ask("PUT", "/api/profile", { password, currentPassword: "x" })).status).toBe(403);
    expect((await ann.ask("PUT", "/api/profile", { name: "Ann" })).status).toBe(200);
  });
});

describe("what a provider says", () => {
  test("is read without believing its form", () => {
    const anything = fc.dictionary(
      fc.constantFrom("name", "preferred_username", "email", "email_verified", "groups"),
      fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.anything({ maxDepth: 1 })),
    );
    fc.assert(
      fc.property(anything, (said) => {
        const claims = readClaims({ ...said, iss: "i", sub: "s" }, { adminGroup: { claim: "groups", value: "a" } });
        expect(claims.name).toMatch(/^(?=.*\S)[^\p{Cc}]+$/su);
        expect([...claims.name].length).toBeLessThanOrEqual(100);
        if (claims.email !== null) expect(claims.email).toMatch(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u);
        if (claims.emailVerified)
          expect([claims.email, ["true", true]]).toEqual([
            expect.any(String),
            expect.arrayContaining([said.email_verified]),
          ]);
        expect(claims.administrator).toBe(
          said.groups === "a" || (Array.isArray(said.groups) && said.groups.includes("a")),
        );
      }),
    );
  });

  test("leads to a path of this site or nowhere", () => {
    const pieces = fc.array(
      fc.constantFrom("/", "\\", "rooms", "messages", "1", "@", ":", "//", "evil.example", "\n", "?", "#", "%2f"),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const path = safePath(parts.join(""));
        const url = new URL(path, "https://chat.test");
        expect(url.origin + url.pathname).toBe(`https://chat.test${path}`);
      }),
    );
    expect(["/rooms/7", "/rooms/7/@9", "/messages/3"].map((path) => safePath(path))).toEqual([
      "/rooms/7",
      "/rooms/7/@9",
      "/messages/3",
    ]);
  });
});
