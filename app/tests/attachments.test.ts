import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Message } from "../src/protocol/entities.ts";
import type { MessagePage } from "../src/protocol/requests.ts";
import { Bucket } from "./support/bucket.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { download, form, upload } from "./support/upload.ts";

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "teal" } }).withExif({
    IFD0: { Copyright: "the secret place" },
  });

describe.each(["a folder", "a bucket"])("files in %s, on two replicas", (kind) => {
  let bucket: Bucket | undefined;
  let chat: Chat;
  let ann: Person;
  let bob: Person;
  let room: number;

  beforeAll(async () => {
    if (kind === "a bucket") bucket = await Bucket.start();
    const settings = { BUS: "postgres", ...(bucket && { FILES_URL: bucket.url() }) };
    chat = await Chat.start({ replicas: 2, settings });
    ann = await chat.firstRun();
    bob = await chat.member(1);
  });
  beforeEach(async () => {
    room = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Files" })).id;
  });
  afterAll(async () => {
    await chat.stop();
    await bucket?.stop();
  });

  test("a picture is a message for everybody, with a thumbnail that tells nothing of the camera", async () => {
    const line = await bob.connect();
    const content = await picture(2400, 1200).jpeg().toBuffer();
    const { status, body } = await upload(ann, room, form(content, "our boat.jpg", "image/jpeg"));
    expect(status).toBe(201);
    expect(body).toMatchObject({ number: 1, creatorId: ann.id, text: "our boat.jpg", html: "our boat.jpg" });
    expect(body.attachment).toMatchObject({ name: "our boat.jpg", type: "image/jpeg", bytes: content.length });
    expect(body.attachment).toMatchObject({ width: 2400, height: 1200 });

    const heard = await line.next("message", ({ message }) => message.id === body.id);
    expect(heard.message).toEqual(body);
    const page = await bob.ok<MessagePage>("GET", `/api/rooms/${room}/messages`);
    expect(page.messages).toEqual([body]);

    const file = await download(bob, body.attachment!.url);
    expect(file.content.equals(content)).toBe(true);
    expect(file.headers.get("content-type")).toBe("image/jpeg");
    const thumbnail = await download(bob, body.attachment!.thumbnailUrl!);
    expect(thumbnail.headers.get("content-type")).toBe("image/webp");
    expect(Number(thumbnail.headers.get("content-length"))).toBe(thumbnail.content.length);
    const { width, height, exif } = await sharp(thumbnail.content).metadata();
    expect([width, height, exif]).toEqual([1200, 600, undefined]);
    await line.close();
  });

  test("a picture that lies on its side in the file stands in its size and its thumbnail", async () => {
    const content = await picture(600, 300).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { attachment } = (await upload(ann, room, form(content, "phone.jpg", "image/jpeg"))).body;
    expect(attachment).toMatchObject({ width: 300, height: 600 });
    const { width, height } = await sharp((await download(ann, attachment!.thumbnailUrl!)).content).metadata();
    expect([width, height]).toEqual([300, 600]);
  });

  test("the same upload again, to whichever replica, is the first message", async () => {
    const first = await upload(bob, room, form("one", "one.txt", "text/plain"), "again");
    bob.url = chat.replicas[0]!.url;
    const second = await upload(bob, room, form("two", "two.txt", "text/plain"), "again");
    bob.url = chat.replicas[1]!.url;
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
    const both = await Promise.all([1, 2].map(() => upload(bob, room, form("x", "x.txt"), "at-once")));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(both[0]!.body.attachment).toEqual(both[1]!.body.attachment);
    expect((await bob.ok<MessagePage>("GET", `/api/rooms/${room}/messages`)).messages).toHaveLength(2);
  });

  test("parts of a file are served, so that a video can be wound", async () => {
    const content = Buffer.from(Uint8Array.from({ length: 6_000_000 }, (_, index) => index % 251));
    const { attachment } = (await upload(ann, room, form(content, "film.mp4", "video/mp4"))).body;
    const whole = await download(bob, attachment!.url);
    expect(whole.headers.get("accept-ranges")).toBe("bytes");
    const etag = whole.headers.get("etag")!;
    const part = async (range: string, headers = {}) => {
      const { status, headers: said, content: got } = await download(bob, attachment!.url, { range, ...headers });
      return [status, said.get("content-range"), got.length, got[0]];
    };
    expect(await part("bytes=0-9")).toEqual([206, "bytes 0-9/6000000", 10, 0]);
    expect(await part("bytes=5999990-")).toEqual([206, "bytes 5999990-5999999/6000000", 10, content[5_999_990]]);
    expect(await part("bytes=-5")).toEqual([206, "bytes 5999995-5999999/6000000", 5, content[5_999_995]]);
    expect(await part("bytes=6000000-")).toEqual([416, "bytes */6000000", 0, undefined]);
    expect(await part("bytes=0-9", { "if-range": etag })).toEqual([206, "bytes 0-9/6000000", 10, 0]);
    expect(await part("bytes=0-9", { "if-range": '"other"' })).toEqual([200, null, 6_000_000, 0]);
    expect(await part("bytes=0-1,4-5")).toEqual([200, null, 6_000_000, 0]);
    expect((await download(bob, attachment!.url, { "if-none-match": etag })).status).toBe(304);
  });

  test("a deleted message's file is gone at once for everybody, and soon from the store", async () => {
    const content = await picture(10, 10).png().toBuffer();
    const message = (await upload(ann, room, form(content, "oops.png", "image/png"))).body;
    const { url, thumbnailUrl } = message.attachment!;
    expect((await ann.ask("PUT", `/api/messages/${message.id}`, { text: "no" })).status).toBe(422);
    await ann.ok("DELETE", `/api/messages/${message.id}`);
    expect(await ann.ok<Message>("GET", `/api/messages/${message.id}`)).not.toHaveProperty("attachment");
    for (const path of [url, thumbnailUrl!]) expect((await download(ann, path)).status).toBe(404);
    const due = await chat.sql<{ key: string }>(
      "select key from file_removals where due_at < now() + interval '2 hours'",
    );
    expect(due.map(({ key }) => key.endsWith(".webp")).sort()).toContain(true);
  });
});
