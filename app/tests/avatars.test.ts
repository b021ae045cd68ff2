import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAX_STORED_BYTES } from "../src/pictures/picture.ts";
import type { AuditPage } from "../src/protocol/audit.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { bomb, noise, photo, sendPicture } from "./support/pictures.ts";
import { until } from "./support/processes.ts";

let chat: Chat;
let ann: Person;
let bob: Person;
beforeAll(async () => {
  chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres" } });
  ann = await chat.firstRun();
  bob = await chat.member(1);
});
afterAll(() => chat.stop());

const OWN = "/api/profile/avatar";
const get = async (path: string, headers: Record<string, string> = { cookie: ann.cookie }) => {
  const response = await fetch(new URL(path, chat.url), { redirect: "manual", headers });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};
const message = (answer: { body: unknown }) => (answer.body as { error: { message: string } }).error.message;

describe("a person's picture", () => {
  test.each(["jpeg", "png", "webp", "gif", "avif"] as const)("is made of a %s", async (type) => {
    const { status, body } = await sendPicture(bob, OWN, await photo({ type }), `image/${type}`);
    expect([status, body.user.avatarUrl]).toEqual([200, expect.stringMatching(/^\/avatars\/\d+\/[0-9a-f]{24}\.webp$/)]);
    const { bytes } = await get(body.user.avatarUrl);
    const made = await sharp(bytes).metadata();
    expect([made.format, made.width, made.height, made.exif]).toEqual(["webp", 256, 256, undefined]);
    expect(bytes.includes("SECRET")).toBe(false);
    expect(bytes.length).toBeLessThanOrEqual(MAX_STORED_BYTES);
  });

  test("is upright, whichever way the camera was held", async () => {
    const turned = await sharp(await photo({ width: 300, height: 300 }))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { body } = await sendPicture(bob, OWN, turned);
    const { bytes } = await get(body.user.avatarUrl);
    const { data } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
    // The left half is dark; turned by a quarter it is the upper one.
    expect([data[20 * 256 + 128]! < 100, data[236 * 256 + 128]! > 150]).toEqual([true, true]);
  });

  test("stays small when it is small, and when it is noise", async () => {
    const small = await sendPicture(bob, OWN, await photo({ width: 64, height: 40, type: "png" }), "image/png");
    expect(await sharp((await get(small.body.user.avatarUrl)).bytes).metadata()).toMatchObject({
      width: 40,
      height: 40,
    });
    const noisy = await sendPicture(bob, OWN, await noise(600), "image/png");
    expect((await get(noisy.body.user.avatarUrl)).bytes.length).toBeLessThanOrEqual(MAX_STORED_BYTES);
  });

  test("is told to everybody on every replica at once, and kept for a year at its address", async () => {
    const line = await ann.connect({}, chat.replicas[0]!.url);
    const { body } = await sendPicture(bob, OWN, await photo({ width: 333 }));
    await line.next("user", ({ user }) => user.id === bob.id && user.avatarUrl === body.user.avatarUrl);
    expect((await ann.state()).users.find(({ id }) => id === bob.id)!.avatarUrl).toBe(body.user.avatarUrl);
    const { headers } = await get(body.user.avatarUrl);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "image/webp",
      "cache-control": "private, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
    });
    await line.close();
  });

  test("leads on from an older address, and is gone when it is removed", async () => {
    const older = (await sendPicture(bob, OWN, await photo({ width: 400 }))).body.user.avatarUrl;
    const newer = (await sendPicture(bob, OWN, await noise(32), "image/png")).body.user.avatarUrl;
    expect((await get(older)).headers.get("location")).toBe(newer);
    const line = await ann.connect();
    expect(await bob.ok("DELETE", OWN)).toMatchObject({ user: { avatarUrl: null } });
    await line.next("user", ({ user }) => user.id === bob.id && user.avatarUrl === null);
    expect((await get(newer)).status).toBe(404);
    expect((await bob.ask("DELETE", OWN)).status).toBe(200);
    await line.close();
  });

  test("is refused when it is something else, damaged or too large, with the remedy", async () => {
    const jpeg = await photo();
    const tries: [string, Uint8Array, string, number, RegExp][] = [
      ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), "image/svg+xml", 422, /Use JPEG/],
      ["a TIFF", await photo({ type: "tiff" }), "image/tiff", 422, /Use JPEG/],
      ["HTML that calls itself a picture", Buffer.from("<script>alert(1)</script>"), "image/png", 422, /Use JPEG/],
      ["half a picture", jpeg.subarray(0, 700), "image/jpeg", 422, /Use JPEG/],
      ["only a beginning", jpeg.subarray(0, 4), "image/jpeg", 422, /Use JPEG/],
      ["nothing", Buffer.alloc(0), "image/jpeg", 422, /picture/],
      ["a picture as JSON", jpeg, "application/json", 422, /Content-Type such as/],
      ["a form", jpeg, "multipart/form-data; boundary=x", 422, /Content-Type such as/],
      ["too many pixels", await bomb(20_000, 20_000), "image/png", 413, /20000 × 20000.*25 million/],
      ["too many bytes", Buffer.alloc(10_485_761, jpeg), "image/jpeg", 413, /larger/],
    ];
    for (const [name, bytes, type, status, remedy] of tries) {
      const answer = await sendPicture(bob, OWN, bytes, type);
      expect([name, answer.status, message(answer)]).toEqual([name, status, expect.stringMatching(remedy)]);
    }
    expect((await bob.state()).user.avatarUrl).toBeNull();
  });

  test("is not changed by another site's page", async () => {
    const headers = { "content-type": "image/jpeg", origin: "https://evil.example.com" };
    expect((await bob.ask("PUT", OWN, await photo(), headers)).status).toBe(403);
    expect((await bob.ask("DELETE", OWN, undefined, headers)).status).toBe(403);
  });

  test("is for nobody who isn't signed in, and its address can't be led astray", async () => {
    const { body } = await sendPicture(bob, OWN, await photo());
    expect((await get(body.user.avatarUrl, {})).status).toBe(401);
    for (const path of [
      "/avatars/1/..%2f..%2fetc.webp",
      "/avatars/x/0.webp",
      `/avatars/${bob.id}/${"0".repeat(23)}.webp`,
    ])
      expect([422, 404]).toContain((await get(path)).status);
  });

  test("is taken away by an administrator, also from who isn't here any more, and told to everybody", async () => {
    const dan = await chat.member(1);
    const line = await bob.connect({}, chat.replicas[1]!.url);
    const take = () => ann.ok<{ user: { avatarUrl: null } }>("DELETE", `/api/users/${dan.id}/avatar`);
    for (const status of ["active", "deactivated"]) {
      const { avatarUrl } = (await sendPicture(dan, OWN, await photo({ width: 321 }))).body.user;
      await chat.sql("update users set status = $2 where id = $1", [dan.id, status]);
      const heard = line.all("user").length;
      expect((await take()).user.avatarUrl).toBeNull();
      await until("it was told", () =>
        line
          .all("user")
          .slice(heard)
          .some(({ user }) => user.avatarUrl === null),
      );
      expect((await get(avatarUrl)).status).toBe(404);
    }
    await take();
    const { events } = await ann.ok<AuditPage>("GET", `/api/audit?kind=person.picture_removed&person=${dan.id}`);
    expect(events.map(({ actorId, userId }) => [actorId, userId])).toEqual(Array(2).fill([ann.id, dan.id]));
    expect((await ann.ask("DELETE", "/api/users/99999/avatar")).status).toBe(404);
    await line.close();
  });
});

describe("a bot's picture", () => {
  test("is set by administrators, and a person's is not", async () => {
    const bot = await Bot.create(ann, "Deploy Bot");
    const line = await bob.connect();
    const { status, body } = await sendPicture(ann, `/api/bots/${bot.id}/avatar`, await photo());
    expect([status, body.user]).toEqual([200, expect.objectContaining({ id: bot.id, role: "bot" })]);
    await line.next("user", ({ user }) => user.id === bot.id && user.avatarUrl === body.user.avatarUrl);
    expect((await sendPicture(ann, `/api/bots/${bob.id}/avatar`, await photo())).status).toBe(404);
    expect((await sendPicture(bob, `/api/bots/${bot.id}/avatar`, await photo())).status).toBe(403);
    expect(await ann.ok("DELETE", `/api/bots/${bot.id}/avatar`)).toMatchObject({ user: { avatarUrl: null } });
    await line.close();
  });
});

describe("the address that bots are told", () => {
  async function addressOf(person: Person): Promise<string> {
    const bot = await Bot.create(ann, "Reader");
    const { id } = (await person.state()).rooms[0]!;
    await person.say(id, "hello");
    const { body } = await bot.ask<{ creator: { id: number; avatar_url: string } }[]>("GET", bot.path(id));
    return body.findLast(({ creator }) => creator.id === person.id)!.creator.avatar_url;
  }

  test("always answers with an image, without a session, and stays the same", async () => {
    const eve = await chat.member();
    const address = await addressOf(eve);
    expect(address).toMatch(/^http:\/\/localhost:0\/users\/\d+-[\w-]{24}\/avatar$/);
    const { pathname } = new URL(address);
    const letters = await get(pathname, {});
    expect([letters.status, letters.headers.get("content-type")]).toEqual([200, "image/svg+xml; charset=utf-8"]);
    await sendPicture(eve, OWN, await photo());
    expect(await addressOf(eve)).toBe(address);
    const picture = await get(pathname, {});
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/webp"]);
    expect(picture.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    const etag = picture.headers.get("etag")!;
    expect((await get(pathname, { "if-none-match": etag })).status).toBe(304);
    await eve.ok("DELETE", OWN);
    expect((await get(pathname, { "if-none-match": etag })).status).toBe(200);
  });

  test("can't be made up", async () => {
    const { pathname } = new URL(await addressOf(bob));
    const forged = pathname.replace(`/${bob.id}-`, `/${ann.id}-`);
    for (const path of [
      forged,
      `/users/${bob.id}/avatar`,
      "/users/1-x/avatar",
      `/users/${bob.id}-${"A".repeat(24)}/avatar`,
    ])
      expect((await get(path, {})).status).toBe(404);
  });

  test("runs nothing of a name, and draws letters of any script", async () => {
    const eve = await chat.member();
    const { pathname } = new URL(await addressOf(eve));
    for (const [name, letters] of [
      ["<script>alert(1)</script>", "&lt;"],
      ['" onload="x &', "&quot;&amp;"],
      ["Ægir Ångström", "ÆÅ"],
      ["محمد علي", "مع"],
      ["👩‍👩‍👧 Family", "👩‍👩‍👧F"],
    ] as const) {
      await eve.ok("PUT", "/api/profile", { name });
      const { bytes, headers } = await get(pathname, {});
      expect(bytes.toString()).toContain(`>${letters}</text>`);
      expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    }
  });
});
