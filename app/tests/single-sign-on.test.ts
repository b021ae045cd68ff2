import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditEntry, AuditPage } from "../src/protocol/audit.ts";
import { Person } from "./support/person.ts";
import { CALLBACK, SingleSignOn } from "./support/single-sign-on.ts";

const identity = (sub: string, more = {}) => ({
  sub,
  name: sub.toUpperCase(),
  email: `${sub}@example.com`,
  email_verified: true,
  ...more,
});

describe("signing in with a provider, begun on one replica and finished on another", () => {
  let sso: SingleSignOn;
  let ann: Person;
  const PASSWORD = "battery staple";

  beforeAll(async () => {
    sso = await SingleSignOn.start();
    ann = await sso.firstRun();
  });
  afterAll(() => sso.stop());

  async function invited(email: string): Promise<Person> {
    const code = (await ann.state()).account.joinUrl!.split("/").at(-1);
    const person = new Person(sso.chat.url);
    await person.ok("POST", `/api/invitations/${code}`, { name: "Invited", email, password: PASSWORD });
    person.id = (await person.state()).user.id;
    return person;
  }

  test("makes a member of who is new, tells the others, and leads to where they wanted", async () => {
    const line = await ann.connect();
    const { person, to } = await sso.signIn(identity("bob"), "?return=/rooms/1");
    expect(to).toBe("/rooms/1");
    const { user, rooms } = await person.state();
    expect(user).toMatchObject({ name: "BOB", role: "member" });
    expect(rooms.map(({ name }) => name)).toEqual(["All Talk"]);
    expect((await person.ok<{ email: string }>("GET", "/api/profile")).email).toBe("bob@example.com");
    await line.next("user", (event) => event.user.id === user.id);
    await line.close();
  });

  test("asks with PKCE, state and nonce, for exactly one address to come back to", async () => {
    await sso.signIn(identity("bob"));
    const asked = sso.idp.asked.at(-1)!;
    expect(Object.fromEntries(asked)).toMatchObject({ redirect_uri: CALLBACK, code_challenge_method: "S256" });
    for (const name of ["state", "nonce", "code_challenge"]) expect(asked.get(name)!.length).toBeGreaterThan(20);
    await sso.signIn(identity("bob"));
    for (const name of ["state", "nonce", "code_challenge"])
      expect(sso.idp.asked.at(-1)!.get(name)).not.toBe(asked.get(name));
  });

  test("knows who somebody is though their name and address changed, and never by the name alone", async () => {
    const first = await sso.signIn(identity("carol"));
    const again = await sso.signIn(identity("carol", { name: "Other", email: "new@example.com" }));
    expect(again.person.id).toBe(first.person.id);
    const namesake = await sso.signIn(identity("carol2", { name: "CAROL", email: undefined }));
    expect(namesake.person.id).not.toBe(first.person.id);
  });

  test("of one person twice at the same time makes one account", async () => {
    sso.idp.is(identity("twin"));
    const visitors = [sso.visitor(), sso.visitor(), sso.visitor()];
    const backs = await Promise.all(visitors.map((visitor) => sso.begin(visitor, identity("twin"))));
    const answers = await Promise.all(visitors.map((visitor, i) => sso.finish(visitor, backs[i]!, i % 2)));
    expect(answers.map((answer) => answer.headers.get("location"))).toEqual(["/", "/", "/"]);
    expect(await sso.chat.sql("select from users where email = 'twin@example.com'")).toHaveLength(1);
  });

  test("gives an account to who proves its address, and ends what others had of it", async () => {
    const squatter = await invited("Dave@example.com");
    const line = await squatter.connect();
    const { url } = await squatter.ok<{ url: string }>("POST", "/api/session/transfer");
    const { person } = await sso.signIn(identity("dave"));
    expect(person.id).toBe(squatter.id);
    expect(await line.closed()).toBe(4401);
    expect((await squatter.ask("GET", "/api/state")).status).toBe(401);
    const guest = new Person(sso.chat.url);
    const password = { email: "dave@example.com", password: PASSWORD };
    expect((await guest.ask("POST", "/api/session", password)).status).toBe(401);
    expect((await guest.ask("POST", `/api/transfers/${url.split("/").at(-1)}`)).status).toBe(404);
  });

  test("gives no account to who can't prove the address, nor to another who got it since", async () => {
    const eve = await invited("eve@example.com");
    expect((await sso.signIn(identity("eve", { email_verified: false }))).problem).toBe("unverified");
    expect((await eve.ask("GET", "/api/state")).status).toBe(200);
    await sso.signIn(identity("eve"));
    expect((await sso.signIn(identity("eve-the-second", { email: "eve@example.com" }))).problem).toBe("taken");
  });

  test("keeps an address that isn't proven out of a new account", async () => {
    const { person } = await sso.signIn(identity("frank", { email_verified: false }));
    expect((await person.ok<{ email: null }>("GET", "/api/profile")).email).toBeNull();
  });

  test("refuses who was banned or deactivated, until they are invited again", async () => {
    const { person } = await sso.signIn(identity("gone"));
    await ann.ok("DELETE", `/api/users/${person.id}`);
    expect((await sso.signIn(identity("gone"))).problem).toBe("inactive");
    const again = await invited("gone@example.com");
    expect((await sso.signIn(identity("gone"))).person.id).toBe(again.id);

    const mallory = (await sso.signIn(identity("mallory"))).person;
    await sso.chat.sql("update users set status = 'banned' where id = $1", [mallory.id]);
    expect((await sso.signIn(identity("mallory"))).problem).toBe("inactive");
    expect((await sso.signIn(identity("mallory2", { email: "mallory@example.com" }))).problem).toBe("inactive");
    await sso.chat.sql("insert into blocked_addresses values ($1, '127.0.0.1')", [mallory.id]);
    expect((await sso.signIn(identity("someone"))).problem).toBe("blocked");
    await sso.chat.sql("delete from blocked_addresses");
  });

  test.each([
    "//evil.example",
    "https://evil.example/rooms/1",
    "/\\evil.example",
    "/rooms/1/../../evil",
    "javascript:alert(1)",
    "/rooms/1%0d%0aset-cookie:x=1",
    "/api/session",
  ])("never leads on to %s", async (wanted) => {
    expect((await sso.signIn(identity("bob"), `?return=${encodeURIComponent(wanted)}`)).to).toBe("/");
  });

  test("is refused in a browser that didn't begin it, with a made-up cookie, and a second time", async () => {
    const [victim, attacker] = [sso.visitor(), sso.visitor()];
    const back = await sso.begin(attacker, identity("attacker"));
    const problem = async (answer: Promise<Response>) => (await answer).headers.get("location");
    expect(await problem(sso.finish(victim, back))).toBe("/session/new?problem=expired");
    // A flow of the victim's own doesn't help either: the state is another.
    await sso.begin(victim, identity("victim"));
    expect(await problem(sso.finish(victim, back))).toBe("/session/new?problem=expired");
    const cookies = victim.cookiesOf(sso.chat.url);
    const state = back.searchParams.get("state");
    const forged = Buffer.from(JSON.stringify({ state, nonce: "x", verifier: "x", until: 9e15 })).toString("base64url");
    for (const value of [`${forged}.AAAA`, forged, ".", "%", "s:x"]) {
      cookies.set("sign_in", value);
      expect(await problem(sso.finish(victim, back))).toBe("/session/new?problem=expired");
    }
    expect(cookies.get("session")).toBeUndefined();
    expect((await sso.finish(attacker, back)).headers.get("location")).toBe("/");
    expect(await problem(sso.finish(attacker, back))).toBe("/session/new?problem=expired");
  });

  test("is refused with a code that isn't the provider's, and never shows what came along", async () => {
    const visitor = sso.visitor();
    const back = await sso.begin(visitor, identity("bob"));
    back.searchParams.set("code", "stolen");
    const answer = await sso.finish(visitor, back);
    expect(answer.headers.get("location")).toBe("/session/new?problem=failed");
    expect(answer.headers.getSetCookie().some((cookie) => cookie.startsWith("session="))).toBe(false);
  });

  test("is limited as a sign-in is, over all replicas, before the provider is asked or anything is written down", async () => {
    await sso.begin(sso.visitor(), null);
    const tokensAsked = sso.idp.tokensAsked;
    const refused = async () => (await sso.chat.sql("select from audit_events where kind = 'session.refused'")).length;
    const before = await refused();
    const problems: (string | null)[] = [];
    for (let i = 0; i < 12; i++) {
      const visitor = sso.visitor();
      const begun = new URL((await visitor.get(`${sso.chat.url}/session/oidc`)).headers.get("location")!);
      const made = new URLSearchParams({ code: "made up", iss: sso.idp.issuer });
      made.set("state", begun.searchParams.get("state")!);
      const answer = await sso.finish(visitor, new URL(`${CALLBACK}?${made}`), i % 2);
      problems.push(answer.headers.get("location"));
    }
    const failed = Array<string>(10).fill("/session/new?problem=failed");
    expect(problems).toEqual([...failed, ...Array<string>(2).fill("/session/new?problem=too_often")]);
    expect([(await refused()) - before, sso.idp.tokensAsked - tokensAsked]).toEqual([10, 10]);
  });

  test("starts a session of its own, whatever cookie somebody planted, in a cookie that scripts can't read", async () => {
    const visitor = sso.visitor();
    visitor.cookiesOf(sso.chat.url).set("session", "planted");
    const back = await sso.begin(visitor, identity("bob"));
    const begun = visitor.cookiesOf(sso.chat.url).get("sign_in");
    const answer = await sso.finish(visitor, back);
    const session = answer.headers.getSetCookie().find((cookie) => cookie.startsWith("session="))!;
    expect(session).toMatch(/HttpOnly.*Secure.*SameSite=Lax/);
    expect(visitor.cookiesOf(sso.chat.url).get("session")).not.toBe("planted");
    expect(visitor.cookiesOf(sso.chat.url).has("sign_in")).toBe(false);
    expect(begun).not.toContain("planted");
    expect((await new Person(sso.chat.url, 0, "planted").ask("GET", "/api/state")).status).toBe(401);
  });

  test("says so when the person or the provider refuses, or the provider can't be reached, and works again then", async () => {
    expect((await sso.signIn(null)).to).toBe("/session/new?problem=declined");
    const visitor = sso.visitor();
    const back = await sso.begin(visitor, identity("bob"), "?return=/rooms/1");
    await sso.idp.stop();
    expect((await sso.finish(visitor, back)).headers.get("location")).toBe(
      "/session/new?problem=unavailable&return=%2Frooms%2F1",
    );
    // A replica that starts meanwhile knows nothing of the provider yet.
    const late = await sso.chat.addReplica();
    const begin = () => sso.visitor().get(`${late.url}/session/oidc`);
    expect((await begin()).headers.get("location")).toBe("/session/new?problem=unavailable");
    await sso.idp.listen(CALLBACK);
    expect((await begin()).headers.get("location")).toContain(sso.idp.issuer);
    expect((await sso.signIn(identity("bob"))).problem).toBeNull();
  });

  test("is written down: who joined, what was linked, who was refused and why", async () => {
    const walt = await invited("walt@example.com");
    const [{ id: newest }] = (await ann.ok<AuditPage>("GET", "/api/audit?limit=1")).events as [AuditEntry];
    const { person } = await sso.signIn(identity("yves"));
    await sso.signIn(identity("walt", { email_verified: false }));
    await sso.signIn(identity("walt"));
    await sso.signIn(null);
    const { events } = await ann.ok<AuditPage>("GET", "/api/audit?limit=20");
    const told = events.filter(({ id }) => id > newest).map(({ kind, userId, details }) => [kind, userId, details]);
    expect(told.reverse()).toEqual([
      ["person.joined", person.id, { way: "provider" }],
      ["session.started", person.id, { way: "provider" }],
      ["session.refused", walt.id, { way: "provider", why: "unverified" }],
      ["identity.linked", walt.id, { issuer: sso.idp.issuer }],
      ["session.started", walt.id, { way: "provider" }],
      ["session.refused", null, { way: "provider", why: "declined" }],
    ]);
  });
});
