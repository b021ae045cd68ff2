import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import { campfire } from "./support/command.ts";
import { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";

let chat: Chat;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "postgres" } });
});
afterAll(() => chat.stop());

const run = (...args: string[]) => campfire(chat.env(), args);
const signIn = async (email: string, password: string) => {
  const person = new Person(chat.url);
  return { person, status: (await person.ask("POST", "/api/session", { email, password })).status };
};
const passwordIn = (output: string) => /^Password: (\S+)$/m.exec(output)?.[1] ?? "";

describe("create-admin", () => {
  test("sets an empty chat up, then makes further administrators and promotes who is here", async () => {
    const first = await run("create-admin", "--name", "Ann", "--email", "ann@example.com", "--account", "Acme");
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining("Set up the chat Acme.") });
    const { person: ann, status } = await signIn("ann@example.com", passwordIn(first.output));
    expect(status).toBe(201);
    expect((await ann.state()).account).toMatchObject({ name: "Acme", joinUrl: expect.any(String) });

    const line = await ann.connect();
    const args = ["create-admin", "--name", "Bob", "--email", "bob@example.com", "--password-stdin"];
    const second = await campfire(chat.env(), args, "a password from stdin\n");
    expect(second.code).toBe(0);
    expect(second.output).not.toContain("stdin");
    expect((await line.next("user")).user).toMatchObject({ name: "Bob", role: "administrator" });
    const bob = await signIn("bob@example.com", "a password from stdin");
    expect((await bob.person.state()).rooms.map((room) => room.name)).toEqual(["All Talk"]);

    await ann.ok("PUT", `/api/users/${(await bob.person.state()).user.id}`, { role: "member" });
    const third = await run("create-admin", "--name", "Robert", "--email", "BOB@example.com");
    expect(third.output).toContain("is an administrator now, with the password they have");
    expect((await bob.person.state()).user).toMatchObject({ name: "Bob", role: "administrator" });
    await line.close();
  });

  test.each([
    [["--name", "Ann"], "--email EMAIL"],
    [["--name", "Ann", "--email", "nowhere"], "no e-mail address"],
    [["--name", " ", "--email", "x@example.com"], "--name needs"],
    [["--nmae", "Ann"], "--nmae"],
    [["Ann"], "too much"],
  ])("%j is a wrong command line", async (args, hint) => {
    const ran = await run("create-admin", ...args);
    expect(ran).toMatchObject({ code: 2, output: expect.stringContaining(hint) });
  });

  test("takes no password that is too short", async () => {
    const ran = await campfire(
      chat.env(),
      ["create-admin", "--name", "E", "--email", "e@example.com", "--password-stdin"],
      "short",
    );
    expect(ran).toMatchObject({ code: 2, output: expect.stringContaining("8 to 200") });
  });
});

describe("reset-password", () => {
  test("replaces the password and ends every session, also open sockets", async () => {
    await run("create-admin", "--name", "Cleo", "--email", "cleo@example.com");
    const before = await run("reset-password", "cleo@example.com");
    const { person } = await signIn("cleo@example.com", passwordIn(before.output));
    const line = await person.connect();
    const after = await run("reset-password", "Cleo@Example.com");
    expect(after).toMatchObject({ code: 0, output: expect.stringContaining("1 session ended") });
    expect(await line.closed()).toBe(4401);
    await until("the session is over", async () => (await person.ask("GET", "/api/state")).status === 401);
    expect((await signIn("cleo@example.com", passwordIn(before.output))).status).toBe(401);
    expect((await signIn("cleo@example.com", passwordIn(after.output))).status).toBe(201);
  });

  test("says so when nobody has the address", async () => {
    const ran = await run("reset-password", "nobody@example.com");
    expect(ran).toMatchObject({ code: 1, output: expect.stringContaining("[not_found]") });
  });
});

describe("the help", () => {
  test("of every command says what it takes and how it ends", async () => {
    const { COMMANDS } = await import("../src/commands/list.ts");
    const { helpOf, readArguments } = await import("../src/commands/command.ts");
    for (const [name, command] of Object.entries(COMMANDS)) {
      expect(readArguments(name, command, ["--help"])).toBe("help");
      expect(helpOf(name, command)).toContain("Exit codes: 0");
    }
    const shown = await run("import", "--help");
    expect(shown).toMatchObject({ code: 0, output: expect.stringContaining("--dry-run") });
  });
});

describe("a password that another Campfire hashed", () => {
  test("signs in, and is hashed anew by that", async () => {
    const { hash } = await import("bcryptjs");
    const member = await chat.member();
    await chat.sql("update users set email = 'old@example.com', password_hash = $2 where id = $1", [
      member.id,
      await hash("from the old chat", 4),
    ]);
    const hashOf = async () =>
      (await chat.sql<{ hash: string }>("select password_hash as hash from users where id = $1", [member.id]))[0]!.hash;
    expect((await signIn("old@example.com", "wrong")).status).toBe(401);
    expect(await hashOf()).toMatch(/^\$2b\$/);
    expect((await signIn("old@example.com", "from the old chat")).status).toBe(201);
    expect(await hashOf()).toMatch(/^\$scrypt\$/);
    expect((await signIn("old@example.com", "from the old chat")).status).toBe(201);
  });
});
