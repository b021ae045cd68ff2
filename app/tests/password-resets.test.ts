import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../tests/support/free-ports.ts";
import { PasswordResets } from "../src/password-resets/password-resets.ts";
import { Sessions } from "../src/sessions/sessions.ts";
import { Chat, SECRET_KEY } from "./support/chat.ts";
import { MailServer } from "./support/mail-server.ts";
import { Person } from "./support/person.ts";

const FORGOTTEN = "battery staple";
const NEW = "a new password";

describe("a forgotten password", () => {
  let mail: MailServer;
  let chat: Chat;
  let ann: Person;
  let count = 0;

  beforeAll(async () => {
    mail = await MailServer.start({ disabledCommands: ["STARTTLS", "AUTH"] });
    chat = await Chat.start({
      replicas: 2,
      settings: {
        BUS: "postgres",
        PUBLIC_URL: "https://chat.test",
        SMTP_URL: `smtp://127.0.0.1:${mail.port}?insecure`,
        MAIL_FROM: "Campfire <chat@chat.test>",
        TRUST_PROXY: "true",
      },
    });
    ann = await chat.firstRun();
  });
  afterAll(async () => {
    await chat.stop();
    await mail.stop();
  });

  async function join(name = "Bob"): Promise<Person & { email: string }> {
    const code = (await ann.state()).account.joinUrl!.split("/").at(-1);
    const email = `bob${++count}@example.com`;
    const person = new Person(chat.replicas[1]!.url);
    await person.ok("POST", `/api/invitations/${code}`, { name, email, password: FORGOTTEN });
    return Object.assign(person, { id: (await person.state()).user.id, email });
  }
  /** From an address of their own, so that the limits of one test aren't another's. */
  const ask = (email: string, address = `192.0.2.${++count}`) =>
    new Person(chat.url).ask("POST", "/api/password-resets", { email }, { "x-forwarded-for": address });
  const use = (token: string, password = NEW, person = new Person(chat.replicas[1]!.url)) =>
    person.ask("POST", `/api/password-resets/${token}`, { password }, { "x-forwarded-for": `198.51.100.${++count}` });
  const signIn = async (email: string, password: string) =>
    (
      await new Person(chat.url).ask(
        "POST",
        "/api/session",
        { email, password },
        { "x-forwarded-for": `203.0.113.${++count}` },
      )
    ).status;
  const follow = (url: string) =>
    new Person(chat.url).ask("POST", `/api/transfers/${new URL(url).pathname.split("/").at(-1)}`, undefined, {
      "x-forwarded-for": `203.0.113.${++count}`,
    });
  const links = async ({ id }: Person) => {
    const sql = `select (select count(*) from transfers where user_id = $1) as transfers,
      (select count(*) from password_resets where user_id = $1) as resets`;
    return (await chat.sql(sql, [id]))[0];
  };
  const tokenOf = (text: string) => /https:\/\/chat\.test\/session\/reset\/([\w-]{43})/.exec(text)![1]!;

  test("is set anew by a link that comes by mail, works once, and signs out everywhere else", async () => {
    const bob = await join("Bob <b>&\r\nBcc: eve@example.com");
    const line = await bob.connect();
    const { url } = await bob.ok<{ url: string }>("POST", "/api/session/transfer");
    expect(await ask(bob.email.toUpperCase())).toMatchObject({ status: 204, body: "" });
    const { from, to, text, html, source } = await mail.next(bob.email);
    expect([from, to]).toEqual(["chat@chat.test", [bob.email]]);
    expect(source).not.toMatch(/^bcc:/im);
    expect(html).toContain("Hello Bob &lt;b&gt;&amp; Bcc: eve@example.com,");
    // Nothing is loaded from anywhere when it is read.
    expect(html).not.toMatch(/<img|<link|<script|url\(|src=/i);
    expect(new Set(html.match(/https?:\/\/[^\s"<]+/g))).toEqual(new Set(text.match(/https?:\/\/\S+/g)));
    const token = tokenOf(text);

    expect((await use(token, "short")).status).toBe(422);
    const device = new Person(chat.replicas[1]!.url);
    expect(await use(token, NEW, device)).toMatchObject({ status: 201, body: { user: { id: bob.id } } });
    expect((await device.state()).user.id).toBe(bob.id);
    expect(await line.closed()).toBe(4401);
    expect((await bob.ask("GET", "/api/state")).status).toBe(401);
    expect([await signIn(bob.email, FORGOTTEN), await signIn(bob.email, NEW)]).toEqual([401, 201]);
    expect((await use(token)).status).toBe(404);
    expect((await new Person(chat.url).ask("POST", `/api/transfers/${url.split("/").at(-1)}`)).status).toBe(404);
  });

  test("is answered alike whether anybody has the address, and stores no token", async () => {
    const bob = await join();
    const [known, unknown] = [await ask(bob.email), await ask("nobody@example.com")];
    const facts = ({ status, body, headers }: typeof known) => [status, body, [...headers.keys()].sort()];
    expect(facts(known)).toEqual(facts(unknown));
    const token = tokenOf((await mail.next(bob.email)).text);
    expect(mail.mails.some(({ to }) => to.includes("nobody@example.com"))).toBe(false);
    const rows = await chat.sql<{ row: string }>(
      "select row_to_json(password_resets)::text as row from password_resets",
    );
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test("has a link for an hour, and only the newest one works", async () => {
    const bob = await join();
    await ask(bob.email);
    const old = tokenOf((await mail.next(bob.email)).text);
    const [row] = await chat.sql<{ minutes: number }>(
      "select extract(epoch from expires_at - now())::float8 / 60 as minutes from password_resets where user_id = $1",
      [bob.id],
    );
    expect(row!.minutes).toBeGreaterThan(50);
    expect(row!.minutes).toBeLessThanOrEqual(60);
    const { url } = await ann.ok<{ url: string }>("POST", `/api/users/${bob.id}/password-reset`);
    expect((await use(old)).status).toBe(404);
    await chat.sql("update password_resets set expires_at = now() where user_id = $1", [bob.id]);
    expect((await use(tokenOf(url))).status).toBe(404);
    expect(await signIn(bob.email, FORGOTTEN)).toBe(201);
  });

  test("may be asked for three times an hour for an address, from wherever, whether it exists or not", async () => {
    const bob = await join();
    for (const email of [bob.email, "somebody@example.com"]) {
      const found = [];
      for (let i = 0; i < 4; i++) found.push((await ask(i % 2 ? email : email.toUpperCase())).status);
      expect(found).toEqual([204, 204, 204, 429]);
    }
    const many = [];
    for (let i = 0; i < 11; i++) many.push((await ask(`a${i}@example.com`, "192.0.2.250")).status);
    expect(many).toEqual([...Array<number>(10).fill(204), 429]);
    const guesses = [];
    const guess = () =>
      new Person(chat.url).ask(
        "POST",
        "/api/password-resets/guess",
        { password: NEW },
        { "x-forwarded-for": "192.0.2.251" },
      );
    for (let i = 0; i < 11; i++) guesses.push((await guess()).status);
    expect(guesses).toEqual([...Array<number>(10).fill(404), 429]);
  });

  test.each([
    ["a new password", { password: "another one" }],
    ["a new e-mail address", { email: "moved@example.com" }],
  ])("isn't set by a link of before %s, and no such link signs in", async (_what, change) => {
    const bob = await join();
    const device = new Person(chat.url, 0, bob.token);
    const transfer = await device.ok<{ url: string }>("POST", "/api/session/transfer");
    const reset = await ann.ok<{ url: string }>("POST", `/api/users/${bob.id}/password-reset`);
    await bob.ok("PUT", "/api/profile", { name: "Bobby" });
    expect(await links(bob)).toEqual({ transfers: 1, resets: 1 });
    expect((await bob.ask("PUT", "/api/profile", { ...change, currentPassword: "wrong" })).status).toBe(403);
    expect(await links(bob)).toEqual({ transfers: 1, resets: 1 });
    await bob.ok("PUT", "/api/profile", { ...change, currentPassword: FORGOTTEN });
    expect((await use(tokenOf(reset.url))).status).toBe(404);
    expect((await follow(transfer.url)).status).toBe(404);
  });

  test("a device that is signed out leaves no link behind to come back by", async () => {
    const bob = await join();
    const phone = new Person(chat.url);
    const headers = { "x-forwarded-for": `203.0.113.${++count}` };
    await phone.ask("POST", "/api/session", { email: bob.email, password: FORGOTTEN }, headers);
    const { url } = await phone.ok<{ url: string }>("POST", "/api/session/transfer");
    const { sessions } = await bob.ok<{ sessions: { id: number; current?: true }[] }>("GET", "/api/sessions");
    await bob.ok("DELETE", `/api/sessions/${sessions.find(({ current }) => !current)!.id}`);
    expect((await follow(url)).status).toBe(404);
  });

  test("of two who use the link at the same time one sets it", async () => {
    const bob = await join();
    const { url } = await ann.ok<{ url: string }>("POST", `/api/users/${bob.id}/password-reset`);
    const answers = await Promise.all([0, 1, 2].map((i) => use(tokenOf(url), `password number ${i}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    const winner = answers.findIndex(({ status }) => status === 201);
    expect(await signIn(bob.email, `password number ${winner}`)).toBe(201);
  });

  test("of who isn't here any more can't be set, by an old link neither", async () => {
    const bob = await join();
    const { url } = await ann.ok<{ url: string }>("POST", `/api/users/${bob.id}/password-reset`);
    await ann.ok("DELETE", `/api/users/${bob.id}`);
    expect((await use(tokenOf(url))).status).toBe(404);
    expect((await ann.ask("POST", `/api/users/${bob.id}/password-reset`)).status).toBe(404);
    const bot = await ann.ok<{ id: number }>("POST", "/api/bots", { name: "Bot" });
    expect((await ann.ask("POST", `/api/users/${bot.id}/password-reset`)).status).toBe(404);
    await chat.sql("update users set email = null where id = $1", [ann.id]);
    expect((await ann.ask("POST", `/api/users/${ann.id}/password-reset`)).status).toBe(409);
  });
});

describe("without a mail server", () => {
  test("that answers, people are answered as ever, and the replica lives on", async () => {
    const mail = { SMTP_URL: `smtp://127.0.0.1:${await freePort()}`, MAIL_FROM: "chat@chat.test" };
    const chat = await Chat.start({ settings: { BUS: "memory", ...mail } });
    const ann = await chat.firstRun();
    for (const email of ["ann@example.com", "nobody@example.com"])
      expect((await new Person(chat.url).ask("POST", "/api/password-resets", { email })).status).toBe(204);
    expect((await ann.state()).user.id).toBe(ann.id);
    await chat.stop();
  });

  test("that takes the mail, its reason is logged without the address that it repeats", async () => {
    const mail = await MailServer.start({
      disabledCommands: ["STARTTLS", "AUTH"],
      onRcptTo: ({ address }, _session, done) =>
        done(Object.assign(new Error(`<${address}> isn't known here`), { responseCode: 550 })),
    });
    const smtp = { SMTP_URL: `smtp://127.0.0.1:${mail.port}?insecure`, MAIL_FROM: "chat@chat.test" };
    const chat = await Chat.start({ settings: { BUS: "memory", ...smtp } });
    const ann = await chat.firstRun();
    const { email } = await ann.ok<{ email: string }>("GET", "/api/profile");
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const sessions = new Sessions(chat.database, null, { secretKey: SECRET_KEY, sessionHours: 1 });
    const resets = new PasswordResets({ config: chat.config(), database: chat.database, sessions, log });
    resets.ask(email, { id: "the-request", ip: "192.0.2.1" });
    await resets.idle();
    await chat.stop();
    await mail.stop();
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ code: "EENVELOPE", command: "RCPT TO", responseCode: 550 }),
    ]);
    expect(lines.join()).not.toContain(email);
  });

  test("nobody is sent anything, and administrators hand links over", async () => {
    const chat = await Chat.start({ settings: { BUS: "memory" } });
    const ann = await chat.firstRun();
    const guest = new Person(chat.url);
    expect(await guest.ok("GET", "/api/sign-in")).toEqual({ passwords: true, resetsByMail: false });
    expect((await guest.ask("POST", "/api/password-resets", { email: "ann@example.com" })).status).toBe(404);
    const { url } = await ann.ok<{ url: string }>("POST", `/api/users/${ann.id}/password-reset`);
    const token = new URL(url).pathname.split("/").at(-1);
    expect((await guest.ask("POST", `/api/password-resets/${token}`, { password: NEW })).status).toBe(201);
    await chat.stop();
  });
});
