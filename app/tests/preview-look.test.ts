import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTurn } from "../src/pictures/sharp.ts";
import { lookAt, Unsuitable } from "../src/previews/look.ts";
import { shrink } from "../src/previews/picture.ts";
import { isPublic, PrivateAddress, TimedOut } from "../src/webhooks/outgoing.ts";
import { Site } from "./support/site.ts";

let site: Site;
beforeAll(async () => {
  site = await Site.start();
  site.put("/ok", "<title>Fine</title>");
});
afterAll(() => site.stop());

// The site's own address stands for a public one; every other is private.
const reach = { mayReach: (address: string) => address === "127.0.0.1" || isPublic(address), anyPort: true };
const titled = (image: string) => `<title>With a picture</title><meta property=og:image content="${image}">`;

describe("a link", () => {
  test("is followed over a few redirects", async () => {
    site.redirect("/1", "/2");
    site.redirect("/2", site.url("/ok"));
    expect(await lookAt(site.url("/1"), reach)).toEqual({
      title: "Fine",
      description: null,
      site: null,
      picture: null,
    });
    const loop = site.redirect("/loop", "/loop");
    await expect(lookAt(loop, reach)).rejects.toBeInstanceOf(Unsuitable);
    expect(site.asked.filter((path) => path === "/loop")).toHaveLength(6);
  });

  test.each([
    ["another address of this machine", "http://127.0.0.2/"],
    ["IPv6's", "http://[::1]/"],
    ["an IPv4 address within an IPv6 one", "http://[::ffff:10.0.0.1]/"],
    ["a cloud's metadata", "http://169.254.169.254/latest/meta-data/"],
    ["a number", "http://2130706434/"],
  ])("to a private address is refused, at first and after a redirect: %s", async (_what, address) => {
    await expect(lookAt(address, reach)).rejects.toBeInstanceOf(PrivateAddress);
    await expect(lookAt(site.redirect("/inside", address), reach)).rejects.toBeInstanceOf(PrivateAddress);
  });

  test("by a name is refused when any address of the name is private, at the moment of connecting", async () => {
    const before = site.asked.length;
    await expect(lookAt(site.url("/ok", "localhost"), { ...reach, mayReach: isPublic })).rejects.toBeInstanceOf(
      PrivateAddress,
    );
    expect(site.asked.length).toBe(before);
    const checked: string[] = [];
    const mayReach = (address: string) => checked.push(address) > 0;
    await expect(lookAt(site.url("/ok", "localhost"), { ...reach, mayReach })).resolves.toMatchObject({
      title: "Fine",
    });
    expect(checked).toContain("127.0.0.1");
  });

  test.each([
    ["another port", "http://127.0.0.1:6379/"],
    ["a password", "http://me:secret@127.0.0.1/"],
    ["another scheme", "ftp://127.0.0.1/"],
  ])("with %s is refused, at first and after a redirect", async (_what, address) => {
    const strict = { ...reach, anyPort: address.includes("6379") ? false : reach.anyPort };
    await expect(lookAt(address, strict)).rejects.toBeInstanceOf(Unsuitable);
    if (strict.anyPort) await expect(lookAt(site.redirect("/odd", address), strict)).rejects.toBeInstanceOf(Unsuitable);
  });

  test("to what is no page is not read", async () => {
    let sent = 0;
    const video = site.page("/video", (_request, response) => {
      response.writeHead(200, { "content-type": "video/mp4" });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      response.on("drain", more);
      more();
    });
    await expect(lookAt(video, reach)).rejects.toBeInstanceOf(Unsuitable);
    expect(sent).toBeLessThan(20_000_000);
    for (const status of [404, 403, 204]) {
      await expect(lookAt(site.put("/gone", "", "text/html", status), reach)).rejects.toBeInstanceOf(Unsuitable);
    }
    await expect(lookAt(site.put("/broken", "", "text/html", 503), reach)).rejects.not.toBeInstanceOf(Unsuitable);
    expect(await lookAt(site.put("/silent", "<p>hello"), reach)).toBeNull();
  });

  test("to a page without end is read to half a megabyte", async () => {
    const endless = site.page("/endless", (_request, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.write("<title>Endless</title>");
      response.write(`<!--${"x".repeat(524_288)}--><meta property=og:title content="Too late">`);
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      more();
    });
    expect(await lookAt(endless, reach)).toMatchObject({ title: "Endless" });
  });

  test("to a page that takes too long is given up, however its bytes drip", { timeout: 30_000 }, async () => {
    const timers = new Set<NodeJS.Timeout>();
    const slow = site.page("/slow", (_request, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      timers.add(setInterval(() => response.write("<meta>"), 100));
    });
    await expect(lookAt(slow, reach)).rejects.toBeInstanceOf(TimedOut);
    for (const timer of timers) clearInterval(timer);
  });
});

describe("a page's picture", () => {
  const paint = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: "#c44" } }).withExif({ IFD0: { Copyright: "secret" } });

  test("is drawn anew, small and without what else it holds", async () => {
    site.put("/photo.jpg", await paint(2000, 1000).jpeg().toBuffer(), "image/jpeg");
    const { picture } = (await lookAt(site.put("/a", titled("photo.jpg")), reach))!;
    expect(picture).toMatchObject({ width: 640, height: 320 });
    expect(await sharp(picture!.data).metadata()).toMatchObject({ format: "webp", width: 640, height: 320 });
    expect(picture!.data.includes("secret")).toBe(false);
  });

  test("is drawn in turn with all others that this replica makes, and left out when that is too late", async () => {
    const source = await paint(1_000, 1_000).png().toBuffer();
    const order: string[] = [];
    const before = inTurn(async () => {
      for (let n = 0; n < 5; n++) await sharp(source).resize(640).webp().toBuffer();
      order.push("another");
    });
    const drawn = shrink(source, new AbortController().signal).then((picture) =>
      order.push(picture ? "drawn" : "none"),
    );
    await Promise.all([before, drawn]);
    expect(order).toEqual(["another", "drawn"]);
    expect(await shrink(source, AbortSignal.abort())).toBeNull();
  });

  test("is left out when it isn't one, or is too small or large, or private, and the page is shown all the same", async () => {
    site.put("/dot.png", await paint(1, 1).png().toBuffer(), "image/png");
    site.put("/drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'/>", "image/svg+xml");
    site.put("/liar.png", "<svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'/>", "image/png");
    site.put("/noise.jpg", randomBytes(2_000), "image/jpeg");
    const large = Buffer.concat([await paint(64, 64).jpeg().toBuffer(), Buffer.alloc(6_000_000)]);
    site.put("/large.jpg", large, "image/jpeg");
    // Small files of more pixels than are decoded of people's own pictures.
    site.put("/bomb.png", await paint(5_001, 5_000).png().toBuffer(), "image/png");
    site.put("/bomb.avif", await paint(3_000, 2_001).avif({ effort: 0 }).toBuffer(), "image/avif");
    const bombs = ["bomb.png", "bomb.avif"];
    const images = ["dot.png", "drawing.svg", "liar.png", "noise.jpg", "large.jpg", "none.png", ...bombs];
    for (const image of [...images, "http://127.0.0.2/x.png", "data:image/png;base64,AAAA", "javascript:x"]) {
      expect(await lookAt(site.put("/b", titled(image)), reach), image).toEqual({
        title: "With a picture",
        description: null,
        site: null,
        picture: null,
      });
    }
  });
});
