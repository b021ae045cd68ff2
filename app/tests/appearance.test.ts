import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../src/protocol/entities.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { photo, sendPicture } from "./support/pictures.ts";

let chat: Chat;
let ann: Person;
let bob: Person;
beforeAll(async () => {
  chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres" } });
  ann = await chat.firstRun();
  bob = await chat.member(1);
});
afterAll(() => chat.stop());

const LOGO = "/api/account/logo";
const STYLES = "/api/account/styles";
const setLogo = async (picture: Uint8Array, type = "image/png") =>
  (await sendPicture<Account>(ann, LOGO, picture, type)).body;
const setStyles = (styles: string) => ann.ask<Account & { error: { message: string } }>("PUT", STYLES, { styles });

/** A page as a browser gets it that isn't signed in, but for these cookies. */
async function page(path = "/session/new", cookie = "") {
  const response = await fetch(new URL(path, chat.replicas[1]!.url), { redirect: "manual", headers: { cookie } });
  return { html: await response.text(), cookies: response.headers.getSetCookie(), headers: response.headers };
}
const get = async (path: string) => {
  const response = await fetch(new URL(path, chat.url), { redirect: "manual" });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe("the logo", () => {
  test("is shown whole in a square, told to everybody at once, and on every page before anybody signs in", async () => {
    const line = await bob.connect();
    const { logoUrl } = await setLogo(await photo({ width: 400, height: 100, type: "png" }));
    expect(logoUrl).toMatch(/^\/account\/logo\/[0-9a-f]{24}\.webp$/);
    const { account } = await line.next("account", (event) => event.account.logoUrl === logoUrl);
    expect(account).toEqual({ name: "Acme", logoUrl });
    expect((await bob.state()).account.logoUrl).toBe(logoUrl);
    for (const path of ["/session/new", "/join/some-code", "/session/transfers/token"])
      expect((await page(path)).html).toContain(`<meta name="campfire-logo" content="${logoUrl}">`);
    const { bytes, headers } = await get(logoUrl!);
    const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([256, 256]);
    const alpha = (x: number, y: number) => data[(y * 256 + x) * 4 + 3];
    expect([alpha(128, 5), alpha(128, 128), alpha(128, 250)]).toEqual([0, 255, 0]);
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    await line.close();
  });

  test("leads on from its older address, and goes away", async () => {
    const older = (await setLogo(await photo({ type: "png" }))).logoUrl!;
    const newer = (await setLogo(await photo({ width: 90, type: "png" }))).logoUrl!;
    expect((await get(older)).headers.get("location")).toBe(newer);
    expect(await ann.ok("DELETE", LOGO)).not.toHaveProperty("logoUrl");
    expect((await get(newer)).status).toBe(404);
    expect((await page()).html).not.toContain("campfire-logo");
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    expect((await sendPicture(ann, LOGO, svg, "image/svg+xml")).status).toBe(422);
  });
});

describe("the account's styles", () => {
  const styles = ":root { --ember: #0066cc }\n.sidebar::after { content: '“Acme”' }\n";

  test("are applied on every page from this very site, told at once, and read back to be changed", async () => {
    const line = await bob.connect();
    const { stylesUrl } = (await setStyles(styles)).body;
    await line.next("account", ({ account }) => account.stylesUrl === stylesUrl);
    expect(await ann.ok("GET", STYLES)).toEqual({ styles });
    for (const [path, cookie] of [
      ["/session/new", ""],
      ["/rooms/1", bob.cookie],
    ] as const) {
      const { html, headers } = await page(path, cookie);
      expect(html).toContain(`<link data-styles rel="stylesheet" href="${stylesUrl}"></head>`);
      expect(headers.get("content-security-policy")).not.toMatch(/unsafe|style-src/);
    }
    const { bytes, headers } = await get(stylesUrl!);
    expect(bytes.toString()).toBe(styles);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "text/css; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    });
    const newer = (await setStyles("a { color: red }")).body.stylesUrl;
    expect((await get(stylesUrl!)).headers.get("location")).toBe(newer);
    await line.close();
  });

  test("are left out where somebody turned them off, until they turn them on", async () => {
    await setStyles(styles);
    const off = await page("/session/new?styles=off");
    expect([off.html.includes("data-styles"), off.cookies]).toEqual([false, ["styles=off; Path=/; SameSite=Lax"]]);
    // The cookie goes along where an address leads somewhere else first.
    const led = await page("/?styles=off", bob.cookie);
    expect([led.headers.get("location"), led.cookies]).toEqual([expect.stringMatching(/^\/rooms\//), off.cookies]);
    expect((await page("/session/new", "styles=off")).html).not.toContain("data-styles");
    const on = await page("/session/new?styles=on", "styles=off");
    expect(on.html).toContain("data-styles");
    expect(on.cookies).toEqual([expect.stringMatching(/^styles=;.*1970/)]);
  });

  test("are refused when they load from elsewhere or are too long, and nothing changes", async () => {
    await setStyles(styles);
    const elsewhere = await setStyles(`${styles}a { background: url(https://evil.example/a?${"x".repeat(500)}) }`);
    expect(elsewhere.status).toBe(422);
    expect(elsewhere.body.error.message).toMatch(
      /^Line 3 has "https:\/\/evil.example.{60,80}"\. Nothing is loaded from/,
    );
    for (const wrong of ["x".repeat(50_001), "a\u0000b", 5])
      expect((await ann.ask("PUT", STYLES, { styles: wrong })).status).toBe(422);
    const mangled = Buffer.from([...Buffer.from('{"styles":"'), 0xff, ...Buffer.from('"}')]);
    expect((await ann.ask("PUT", STYLES, mangled)).status).toBe(422);
    expect(await ann.ok("GET", STYLES)).toEqual({ styles });
    const crossSite = await ann.ask("PUT", STYLES, { styles: "" }, { origin: "https://evil.example" });
    expect(crossSite.status).toBe(403);
  });

  test("can't break out of the page, and are gone when they are emptied", async () => {
    const { stylesUrl } = (await setStyles("</style><script>alert(1)</script> { }")).body;
    expect((await page()).html).not.toContain("alert");
    expect((await get(stylesUrl!)).headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect((await setStyles(" \n")).body).not.toHaveProperty("stylesUrl");
    expect((await page()).html).not.toContain("data-styles");
    expect((await get(stylesUrl!)).status).toBe(404);
  });

  test("don't keep the page away when the database can't be read", async () => {
    await chat.sql("alter table accounts rename to elsewhere");
    const { html } = await page("/session/transfers/token");
    await chat.sql("alter table elsewhere rename to accounts");
    expect(html).toContain("<title>Campfire</title>");
  });
});
