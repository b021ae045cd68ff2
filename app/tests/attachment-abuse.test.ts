import { readdir } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Sweeper } from "../src/attachments/sweeper.ts";
import { FolderStore } from "../src/files/folder-store.ts";
import { createLog } from "../src/log.ts";
import type { MessagePage } from "../src/protocol/requests.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { type Content, download, form, upload } from "./support/upload.ts";

const MOST = 1_048_576;

let chat: Chat;
let ann: Person;
let bob: Person;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory", MAX_REQUEST_SIZE: String(MOST), REQUEST_TIMEOUT: "2" } });
  ann = await chat.firstRun();
  bob = await chat.member();
});
beforeEach(async () => {
  const closed = { type: "closed", name: "Files", userIds: [bob.id] };
  room = (await ann.ok<{ id: number }>("POST", "/api/rooms", closed)).id;
});
afterAll(() => chat.stop());

const posted = async () => (await ann.ok<MessagePage>("GET", `/api/rooms/${room}/messages`)).messages;
/** Every file in the store, half-written ones too. */
const files = async () => {
  const entries = await readdir(chat.filesFolder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
};
const sweep = async () =>
  new Sweeper(
    chat.database,
    new FolderStore(chat.filesFolder),
    await createLog({ level: "silent", format: "json" }),
  ).sweep();

/** Sends the beginning of a form by hand; `more` goes on, or doesn't. */
function begin(content: string, length: number) {
  const head = '--b\r\ncontent-disposition: form-data; name="attachment"; filename="slow.txt"\r\n\r\n';
  const sending = request(new URL(`/api/rooms/${room}/attachments?clientMessageId=slow`, chat.url), {
    method: "POST",
    headers: { cookie: ann.cookie, "content-type": "multipart/form-data; boundary=b", "content-length": length },
  });
  sending.on("error", () => {});
  sending.write(head + content);
  return sending;
}

describe("what would act in a browser is only ever saved", () => {
  test.each([
    ["page.html", "text/html", "<script>alert(1)</script>"],
    ["drawing.svg", "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ["feed.xml", "text/xml", "<x/>"],
    ["lie.png", "text/html; image/png", "<script>alert(1)</script>"],
  ])("%s", async (name, type, content) => {
    const { attachment } = (await upload(ann, room, form(content, name, type))).body;
    expect(attachment!.thumbnailUrl).toBeUndefined();
    const { headers } = await download(ann, attachment!.url);
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("content-disposition")).toBe(`attachment; filename=${name}`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none';.*; sandbox$/);
    expect(headers.get("cache-control")).toContain("private");
  });

  test("while pictures and PDF are shown, by names in any script", async () => {
    const { attachment } = (await upload(ann, room, form("%PDF-1.7", 'Größe "A4" 📄.pdf', "application/pdf"))).body;
    const { headers } = await download(ann, attachment!.url);
    expect(headers.get("content-type")).toBe("application/pdf");
    const encoded = encodeURIComponent('Größe "A4" 📄.pdf');
    expect(headers.get("content-disposition")).toMatch(/^inline; filename="Gr.*"; filename\*=UTF-8''/);
    expect(headers.get("content-disposition")).toContain(encoded);
  });
});

describe("pictures that are none", () => {
  const bomb = async () => {
    const png = await sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: "white" } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(png.length).toBeLessThan(MOST / 2);
    return png;
  };

  test.each<[string, () => Promise<Uint8Array | string>]>([
    ["broken.png", async () => "no picture"],
    [
      "short.jpg",
      async () =>
        (
          await sharp({ create: { width: 200, height: 200, channels: 3, background: "red" } })
            .jpeg()
            .toBuffer()
        ).subarray(0, 400),
    ],
    ["vector.png", async () => '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ["bomb.png", bomb],
    ["empty.gif", async () => ""],
  ])("%s is a file like others", async (name, content) => {
    const { status, body } = await upload(ann, room, form((await content()) as Content, name));
    expect(status).toBe(201);
    expect(body.attachment).toMatchObject({ name });
    expect(body.attachment).not.toHaveProperty("thumbnailUrl");
    expect(body.attachment).not.toHaveProperty("width");
  });
});

describe("an upload is refused, and leaves nothing", () => {
  beforeEach(async () => {
    await chat.sql("update file_removals set due_at = now()");
    await sweep();
  });
  const nothing = async () => {
    expect(await posted()).toEqual([]);
    await chat.sql("update file_removals set due_at = now()");
    await sweep();
    expect(await chat.sql("select from file_removals")).toEqual([]);
    const known = await chat.sql<{ key: string }>(
      "select unnest(array[key, thumbnail_key]) as key from attachments where room_id in (select id from rooms)",
    );
    const keys = new Set(known.map(({ key }) => key));
    expect((await files()).filter((path) => !keys.has(path.slice(chat.filesFolder.length + 1)))).toEqual([]);
  };

  test("when it is too large, as its length says or as it turns out", async () => {
    const large = await upload<{ error: { code: string; message: string } }>(
      ann,
      room,
      form("x".repeat(MOST), "a.bin"),
    );
    expect([large.status, large.body.error.code]).toEqual([413, "too_large"]);
    expect(large.body.error.message).toMatch(/at most/);
    const chunks = async function* () {
      yield '--b\r\ncontent-disposition: form-data; name="attachment"; filename="a.bin"\r\n\r\n';
      for (let i = 0; i < 20; i++) yield "x".repeat(100_000);
      yield "\r\n--b--\r\n";
    };
    const response = await fetch(new URL(`/api/rooms/${room}/attachments?clientMessageId=large`, chat.url), {
      method: "POST",
      headers: { cookie: ann.cookie, "content-type": "multipart/form-data; boundary=b" },
      body: ReadableStream.from(chunks()).pipeThrough(new TextEncoderStream()),
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(413);
    await nothing();
  });

  test("when its sender goes away, or says nothing more", async () => {
    const gone = begin("some", 900_000);
    await until("the file has begun", async () => (await files()).some((path) => path.endsWith(".partial")));
    gone.destroy();
    await until("it is gone", async () => !(await files()).some((path) => path.endsWith(".partial")));
    const silent = begin("some", 900_000);
    await new Promise((resolve) => silent.on("close", resolve));
    await until("it is gone too", async () => !(await files()).some((path) => path.endsWith(".partial")));
    await nothing();
  });

  test.each([
    ["no form", "application/json", "{}"],
    ["a form without a boundary", "multipart/form-data", "x"],
    [
      "a form without the file",
      "multipart/form-data; boundary=b",
      '--b\r\ncontent-disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n',
    ],
    [
      "a text by the file's name",
      "multipart/form-data; boundary=b",
      '--b\r\ncontent-disposition: form-data; name="attachment"\r\n\r\nx\r\n--b--\r\n',
    ],
    [
      "a form that doesn't end",
      "multipart/form-data; boundary=b",
      '--b\r\ncontent-disposition: form-data; name="attachment"; filename="a"\r\n\r\nhalf',
    ],
    ["nothing at all", "multipart/form-data; boundary=b", ""],
  ])("when it is %s", async (_what, type, body) => {
    const path = `/api/rooms/${room}/attachments?clientMessageId=wrong`;
    const answer = await ann.ask<{ error: { code: string } }>("POST", path, body, { "content-type": type });
    expect([answer.status, answer.body.error.code]).toEqual([422, "invalid"]);
    await nothing();
  });

  test("when another site's page sends it", async () => {
    const path = `/api/rooms/${room}/attachments?clientMessageId=foreign`;
    const headers = { "content-type": "multipart/form-data; boundary=b", origin: "https://evil.example" };
    expect((await ann.ask("POST", path, "x", headers)).status).toBe(403);
    await nothing();
  });
});

describe("names", () => {
  test("that aren't UTF-8, or lead elsewhere, are made harmless", async () => {
    const path = `/api/rooms/${room}/attachments?clientMessageId=named`;
    const head = Buffer.from('--b\r\ncontent-disposition: form-data; name="attachment"; filename="../..\\');
    const body = Buffer.concat([head, Buffer.from([0xff, 0xfe]), Buffer.from('.txt"\r\n\r\nx\r\n--b--\r\n')]);
    const answer = await ann.ask<{ text: string }>("POST", path, body, {
      "content-type": "multipart/form-data; boundary=b",
    });
    expect(answer.status).toBe(201);
    expect(answer.body.text).toMatch(/^[^/\\]+\.txt$/);
  });

  test("mention nobody, and are found by their parts", async () => {
    const { body } = await upload(ann, room, form("x", "@Ann_quarterly-report.final.txt"));
    expect(body.mentions).toBeUndefined();
    for (const query of ["quarterly", "reports", "final"]) {
      const { messages } = await bob.ok<MessagePage>("GET", `/api/search?query=${query}`);
      expect(messages.map(({ id }) => id)).toContain(body.id);
    }
  });
});

describe("files are removed", () => {
  test("with their room, and with everything of who is banned", async () => {
    const eve = await chat.member();
    await ann.ok("PUT", `/api/rooms/${room}/members`, { userIds: [ann.id, bob.id, eve.id] });
    const hers = (await upload(eve, room, form("x", "hers.txt"))).body;
    const his = (await upload(bob, room, form("x", "his.txt"))).body;
    await ann.ok("POST", `/api/users/${eve.id}/ban`);
    // All are at one address here.
    await chat.sql("delete from blocked_addresses");
    expect((await download(ann, hers.attachment!.url)).status).toBe(404);
    expect((await download(ann, his.attachment!.url)).status).toBe(200);
    await ann.ok("DELETE", `/api/rooms/${room}`);
    expect((await download(ann, his.attachment!.url)).status).toBe(404);
    const before = (await files()).length;
    await chat.sql("update file_removals set due_at = now()");
    expect(await sweep()).toBeGreaterThanOrEqual(2);
    expect((await files()).length).toBeLessThanOrEqual(before - 2);
  });

  test("when their message never came, an hour later", async () => {
    const insert = `insert into attachments (room_id, creator_id, client_message_id, key, name, content_type, bytes, sha256, created_at)
      values ($1, $2, $3, $3, 'x', 'text/plain', 1, '', now() - $4::interval)`;
    await chat.sql(insert, [room, ann.id, "old", "2 hours"]);
    await chat.sql(insert, [room, ann.id, "young", "1 minute"]);
    await sweep();
    const left = await chat.sql("select client_message_id as id from attachments where room_id = $1", [room]);
    expect(left).toEqual([{ id: "young" }]);
  });
});
