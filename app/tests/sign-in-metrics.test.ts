import { afterAll, beforeAll, expect, test } from "vitest";
import { MailServer } from "./support/mail-server.ts";
import { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { SingleSignOn } from "./support/single-sign-on.ts";

let sso: SingleSignOn;
let mail: MailServer;
let refusing = false;
let ann: Person;

beforeAll(async () => {
  mail = await MailServer.start({
    disabledCommands: ["STARTTLS", "AUTH"],
    onMailFrom: (_address, _session, done) => done(refusing ? new Error("not from here") : undefined),
  });
  sso = await SingleSignOn.start({
    TRUST_PROXY: "true",
    SMTP_URL: `smtp://127.0.0.1:${mail.port}?insecure`,
    MAIL_FROM: "chat@chat.test",
  });
  ann = await sso.firstRun();
});
afterAll(async () => {
  await sso.stop();
  await mail.stop();
});

/** The samples of these metrics that aren't zero, over all replicas: `labels` → value. */
async function counted(metric: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { url } of sso.chat.replicas) {
    const text = await (await fetch(`${url}/metrics`)).text();
    for (const [, labels = "", value] of text.matchAll(new RegExp(`^${metric}(?:\\{(.*)\\})? (\\d+)$`, "gm")))
      if (value !== "0") found[labels] = (found[labels] ?? 0) + Number(value);
  }
  return found;
}
const from = (address: string) => ({ "x-forwarded-for": address });
const post = async (path: string, body: object | undefined, address: string) =>
  (await new Person(sso.chat.url).ask("POST", path, body, from(address))).status;
const signIn = (password: string, address = "192.0.2.1") =>
  post("/api/session", { email: "ann@example.com", password }, address);

test("sign-ins are counted by how somebody proved who they are, and how that ended", async () => {
  const right = "correct horse";
  expect(await signIn(right)).toBe(201);
  expect(await signIn("wrong")).toBe(401);
  const limited = await Promise.all(Array.from({ length: 11 }, () => signIn("wrong", "192.0.2.2")));
  expect(limited.filter((status) => status === 429)).toHaveLength(1);
  await sso.chat.sql(
    "insert into blocked_addresses (address, user_id) select '192.0.2.3', id from users where email = 'ann@example.com'",
  );
  expect(await signIn(right, "192.0.2.3")).toBe(429);

  const link = await ann.ok<{ url: string }>("POST", "/api/session/transfer");
  const transfer = `/api/transfers/${new URL(link.url).pathname.split("/").at(-1)}`;
  expect([await post(transfer, undefined, "192.0.2.4"), await post(transfer, undefined, "192.0.2.4")]).toEqual([
    201, 404,
  ]);
  const { url } = await ann.ok<{ url: string }>("POST", `/api/users/${ann.id}/password-reset`);
  const reset = `/api/password-resets/${new URL(url).pathname.split("/").at(-1)}`;
  for (const status of [201, 404]) expect(await post(reset, { password: "a new password" }, "192.0.2.5")).toBe(status);

  const bob = { sub: "bob", name: "Bob", email: "bob@example.com", email_verified: true };
  expect((await sso.signIn(bob)).to).toBe("/");
  expect((await sso.signIn(null)).problem).toBe("declined");
  const back = await sso.begin(sso.visitor(), bob);
  expect((await sso.finish(sso.visitor(), back)).headers.get("location")).toContain("problem=expired");

  expect(await counted("campfire_sign_ins_total")).toEqual({
    'method="password",outcome="success"': 1,
    'method="password",outcome="wrong"': 11,
    'method="password",outcome="limited"': 1,
    'method="password",outcome="blocked"': 1,
    'method="link",outcome="success"': 1,
    'method="link",outcome="wrong"': 1,
    'method="reset",outcome="success"': 1,
    'method="reset",outcome="wrong"': 1,
    'method="provider",outcome="success"': 1,
    'method="provider",outcome="wrong"': 2,
  });
});

test("a provider that can't be reached is a failure, whether somebody goes there or comes back", async () => {
  const third = await sso.chat.addReplica({ OIDC_ISSUER: "http://127.0.0.1:1" });
  const answer = await fetch(`${third.url}/session/oidc`, { redirect: "manual" });
  expect(answer.headers.get("location")).toContain("problem=unavailable");
  expect((await counted("campfire_sign_ins_total"))['method="provider",outcome="failed"']).toBe(1);
});

test("mail is counted by whether the server took it, with how long that took", async () => {
  const ask = (address: string) => post("/api/password-resets", { email: "ann@example.com" }, address);
  const outcomes = (one: Record<string, number>) =>
    until(`mails are ${JSON.stringify(one)}`, async () => {
      const found = await counted("campfire_mails_total");
      return Object.entries(one).every(([outcome, count]) => found[`outcome="${outcome}"`] === count);
    });
  expect(await ask("192.0.2.6")).toBe(204);
  await outcomes({ sent: 1 });
  refusing = true;
  expect(await ask("192.0.2.7")).toBe(204);
  await outcomes({ sent: 1, failed: 1 });
  expect(await counted("campfire_mail_duration_seconds_count")).toEqual({ "": 2 });
});
