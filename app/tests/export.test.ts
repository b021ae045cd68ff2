import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { importExport } from "../src/moving/from-export.ts";
import type { Importer } from "../src/moving/importer.ts";
import { MOVED, STAYS } from "../src/moving/tables.ts";
import type { Message } from "../src/protocol/entities.ts";
import { contentOf, scratchFolder, writeZip } from "./support/archive.ts";
import { Chat } from "./support/chat.ts";
import { campfire } from "./support/command.ts";
import { emptyChat, exportInto, importInto } from "./support/moving.ts";
import { Person } from "./support/person.ts";

let chat: Chat;
let ann: Person;
let folder: string;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "postgres" } });
  ann = await chat.firstRun();
});
afterAll(() => chat.stop());
beforeEach(async () => {
  folder = await scratchFolder();
});
afterEach(() => rm(folder, { recursive: true }));

const exported = (url = chat.databaseUrl, secrets = true) =>
  exportInto(folder, url, { secrets, files: chat.filesFolder });
const imported = (url: string, path: string, dryRun = false) =>
  importInto(url, (importer) => importExport(importer, path), { dryRun, files: join(folder, "imported") });

const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 200 })
  .filter((one) => !one.includes("\0") && one.trim() !== "" && one.isWellFormed());
const doing = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant("say" as const), text }) },
  fc.record({ does: fc.constantFrom("boost" as const, "delete" as const), which: fc.nat() }),
  fc.record({ does: fc.constant("edit" as const), which: fc.nat(), text }),
  fc.record({ does: fc.constantFrom("open" as const, "closed" as const), name: text.map((one) => one.slice(0, 50)) }),
);

describe("an export", () => {
  test("decides every column of the database", async () => {
    const columns = await chat.sql<{ name: string; columns: string[] }>(
      `select table_name as name, array_agg(column_name::text order by column_name) as columns from information_schema.columns
       where table_schema = 'public' and is_generated = 'NEVER' group by table_name`,
    );
    const decided = [
      ...MOVED.map(({ name, columns, secrets = [] }) => ({ name, columns: [...columns, ...secrets].sort() })),
      ...columns.filter(({ name }) => name in STAYS),
    ];
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    expect(decided.toSorted(byName)).toEqual(columns.toSorted(byName));
  });

  test("imported into an empty chat is the same chat, whatever happened in it", async () => {
    const bob = await chat.member();
    const eve = await chat.member();
    await ann.ok("POST", "/api/bots", { name: "Bot", webhookUrl: "https://bots.example.com" });
    await ann.ok("POST", "/api/rooms", { type: "direct", userIds: [bob.id] });
    await ann.ok("PUT", "/api/profile", { bio: "Wrote the first program" });
    await ann.ok("GET", "/api/search?query=word");
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { minLength: 5, maxLength: 25 }), async (deeds) => {
        const said: number[] = [];
        let { id: room } = (await ann.state()).rooms[0]!;
        for (const deed of deeds) {
          if (deed.does === "say") said.push((await ann.say(room, `${deed.text} @Person 1`)).id);
          else if (deed.does === "open" || deed.does === "closed") {
            const made = { type: deed.does, name: deed.name, userIds: [bob.id] };
            room = (await ann.ok<{ id: number }>("POST", "/api/rooms", made)).id;
          } else if ("which" in deed && said.length > 0) {
            const id = said[deed.which % said.length]!;
            if (deed.does === "boost") await ann.ask("POST", `/api/messages/${id}/boosts`, { content: "👍" });
            if (deed.does === "delete") await ann.ask("DELETE", `/api/messages/${id}`);
            if (deed.does === "edit") await ann.ask("PUT", `/api/messages/${id}`, { text: deed.text });
          }
        }
        const path = await exported();
        const other = await emptyChat();
        await imported(other, path);
        const content = await contentOf(path);
        expect(Object.keys(content)).toHaveLength(MOVED.length);
        expect(await contentOf(await exported(other))).toEqual(content);
      }),
      { numRuns: 5 },
    );
    await ann.ok("DELETE", `/api/users/${eve.id}`);
  });

  test("is taken up by the new chat: people sign in, ids and numbers go on, a second import adds nothing", async () => {
    const path = await exported();
    const url = await emptyChat();
    await imported(url, path);
    const replica = await chat.addReplica({ DATABASE_URL: url });
    const moved = new Person(replica.url);
    await moved.ok("POST", "/api/session", { email: "ann@example.com", password: "correct horse" });
    const room = (await moved.state()).rooms.find(({ type }) => type === "open")!;
    const message = await moved.say(room.id, "after moving");
    expect(message.number).toBe(room.lastNumber + 1);
    const before = await contentOf(await exported(url));
    const again = await imported(url, path);
    expect([...again.counts.values()].map((count) => count.imported)).toEqual(Array(again.counts.size).fill(0));
    expect(again.text()).toMatch(/messages skipped: there already/);
    expect(await contentOf(await exported(url))).toEqual(before);
  });

  test("has nothing to sign in with unless asked, and can still be imported", async () => {
    const path = await exported(chat.databaseUrl, false);
    const content = await contentOf(path);
    expect(Object.keys(content)).not.toContain("webhooks.jsonl");
    expect(JSON.stringify(content)).not.toMatch(/scrypt|botKey|joinCode|bots\.example\.com/);
    expect((await imported(await emptyChat(), path)).text()).toContain("new passwords and keys");
  });

  test("goes to standard output, and over no other file", async () => {
    const path = join(folder, "there.zip");
    await writeFile(path, "precious");
    const ran = await campfire(chat.env(), ["export", "--out", path]);
    expect(ran).toMatchObject({ code: 1, output: expect.stringMatching(/file_unusable.*EEXIST/) });
    expect(await readFile(path, "utf8")).toBe("precious");
    const nowhere = await campfire(chat.env(), ["export", "--out", join(folder, "none", "x.zip")]);
    expect(nowhere).toMatchObject({ code: 1, output: expect.stringContaining("[file_unusable]") });
    const piped = await campfire(chat.env(), ["export", "--out", "-"]);
    expect(piped.output.slice(0, 2)).toBe("PK");
  });
});

describe("an export's files", () => {
  test("come along, under the same addresses, and none is taken whose name leads elsewhere", async () => {
    const room = (await ann.state()).rooms[0]!.id;
    const form = new FormData();
    form.append("attachment", new Blob(["the plan"], { type: "text/plain" }), "plan.txt");
    const sent = await fetch(new URL(`/api/rooms/${room}/attachments?clientMessageId=file-1`, chat.url), {
      method: "POST",
      headers: { cookie: ann.cookie },
      body: form,
    });
    const { attachment } = (await sent.json()) as Message;
    const path = await exportInto(folder, chat.databaseUrl, { files: chat.filesFolder });
    const other = await Chat.start({ settings: { BUS: "memory" } });
    const source = (importer: Importer) => importExport(importer, path);
    const dry = await importInto(other.databaseUrl, source, { files: other.filesFolder, dryRun: true });
    expect(await readdir(other.filesFolder)).toEqual([]);
    const report = await importInto(other.databaseUrl, source, { files: other.filesFolder });
    expect(report.text()).toBe(dry.text());
    const moved = new Person(other.url);
    await moved.ok("POST", "/api/session", { email: "ann@example.com", password: "correct horse" });
    expect((await moved.ask("GET", attachment!.url)).body).toBe("the plan");
    expect(await other.sql("select from file_removals")).toEqual([]);
    await other.stop();

    const evil = join(folder, "evil.zip");
    const content = await contentOf(path);
    const row = { ...(content["attachments.jsonl"]![0] as object), key: "attachments/../../../../tmp/evil" };
    const lines = Object.fromEntries(
      Object.entries({ ...content, "attachments.jsonl": [row] }).map(([name, rows]) => [
        name,
        rows.map((one) => JSON.stringify(one)).join("\n"),
      ]),
    );
    const manifest = { format: 1, program: "campfire-stack", version: "0.1.0", schemaVersion: 1, secrets: true };
    await writeZip(evil, { ...lines, "manifest.json": JSON.stringify(manifest) });
    await expect(imported(await emptyChat(), evil)).rejects.toMatchObject({ code: "import_unreadable" });
  });
});

describe("importing an export", () => {
  test("says in a dry run what it would do, and does nothing", async () => {
    const path = await exported();
    const env = chat.env({ DATABASE_URL: await emptyChat() });
    const dry = await campfire(env, ["import", "export", path, "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, output: expect.stringContaining("Nothing was changed: this was a dry run.") });
    const real = await campfire(env, ["import", "export", path]);
    expect(real.output).toBe(dry.output.replace("Nothing was changed: this was a dry run.", "Imported."));
    expect(real.output).toMatch(/^users +\d+ +\d+ +0$/m);
  });

  test("refuses a chat where an id is somebody else", async () => {
    const path = await exported();
    const other = await Chat.start({ settings: { BUS: "memory" } });
    await other.firstRun();
    await expect(imported(other.databaseUrl, path)).rejects.toMatchObject({ code: "import_ids_taken" });
    expect(await other.sql("select from users")).toHaveLength(1);
    await other.stop();
  });

  test("goes on where it was interrupted", async () => {
    const path = await exported();
    const whole = await contentOf(path);
    const broken = join(folder, "broken.zip");
    const files = Object.fromEntries(
      Object.entries(whole).map(([name, lines]) => [name, lines.map((line) => `${JSON.stringify(line)}\n`).join("")]),
    );
    const manifest = { format: 1, program: "campfire-stack", version: "0.1.0", schemaVersion: 1, secrets: true };
    const cut = { "boosts.jsonl": `${files["boosts.jsonl"]}{"id": 1,`, "manifest.json": JSON.stringify(manifest) };
    await writeZip(broken, { ...files, ...cut });
    const url = await emptyChat();
    const message = expect.stringMatching(/boosts.jsonl, line \d+/);
    await expect(imported(url, broken)).rejects.toMatchObject({ code: "import_unreadable", message });
    const rest = await imported(url, path);
    expect(rest.counts.get("messages")).toMatchObject({ imported: 0 });
    expect(await contentOf(await exported(url))).toEqual(whole);
  });

  test("is not done twice at the same time", async () => {
    const url = await emptyChat();
    let second: unknown;
    await importInto(url, async () => {
      second = await importInto(url, async () => {}).catch((error) => error);
    });
    expect(second).toMatchObject({ code: "import_running" });
  });

  test.each([
    ["nothing", async () => join(folder, "none.zip"), "import_unreadable"],
    ["no zip", async () => import.meta.filename, "import_unreadable"],
    [
      "a cut zip",
      async () => {
        const cut = join(folder, "cut.zip");
        await writeFile(cut, (await readFile(await exported())).subarray(0, -100));
        return cut;
      },
      "import_unreadable",
    ],
    [
      "a name that leads out of the zip",
      async () => {
        const path = join(folder, "out.zip");
        await writeZip(path, { "xx/outside": "x" });
        // The library that writes zips refuses such a name.
        await writeFile(path, (await readFile(path, "latin1")).replaceAll("xx/outside", "../outside"), "latin1");
        return path;
      },
      "import_unreadable",
    ],
    [
      "one of a later version",
      async () => {
        const path = join(folder, "later.zip");
        const manifest = { format: 1, program: "campfire-stack", version: "9.0.0", schemaVersion: 999 };
        await writeZip(path, { "manifest.json": JSON.stringify(manifest) });
        return path;
      },
      "import_too_new",
    ],
  ])("refuses %s", async (_what, path, code) => {
    await expect(imported(await emptyChat(), await path())).rejects.toMatchObject({ code });
  });

  test("refuses what it doesn't know", async () => {
    const ran = await campfire(chat.env(), ["import", "irc", folder]);
    expect(ran).toMatchObject({ code: 1, output: expect.stringContaining("[import_kind]") });
  });
});
