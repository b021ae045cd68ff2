import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { photo } from "../../../app/tests/support/pictures.ts";
import { Site } from "../../../app/tests/support/site.ts";
import { wav } from "../../../app/web/tests/support/wav.ts";
import { choose, film, hand, slowDown } from "../../support/handing-files.ts";
import { findings } from "../../support/looking.ts";
import type { Person } from "../../support/people.ts";
import { box, patient } from "../../support/rooms.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";
import type { Cast } from "./cast.ts";

/** What a request may have here, in bytes. */
export const LARGEST = 2_000_000;

const text = (name: string, content = `content of ${name}`) => ({
  name,
  type: "text/plain",
  content: Buffer.from(content),
});

/** Ana and Ben are in a closed room; Cleo is not in it. */
export function files(chat: TwoReplicas, cast: Cast): void {
  describe("files", () => {
    let ana: Person;
    let ben: Person;
    let cleo: Person;

    beforeAll(async () => {
      ({ ana, ben, cleo } = cast);
      const { users } = await ana.ask<{ users: { id: number; name: string }[] }>("GET", "/api/state");
      const userIds = users.filter(({ name }) => name === "Ben Okafor").map(({ id }) => id);
      const { id } = await ana.ask<{ id: number }>("POST", "/api/rooms", { type: "closed", name: "Studio", userIds });
      await ana.open(`/rooms/${id}`);
      await ben.open(`/rooms/${id}`);
      await chat.apart(ana, ben);
    });

    /** The files of the room that have arrived, in their order. */
    const arrived = ({ page }: Person) => page.locator("article:not(.pending) .file-name").allTextContents();
    const picture = ({ page }: Person, name: string) => page.getByRole("article").getByRole("link", { name });
    const shown = (image: ReturnType<typeof picture>) =>
      image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth);

    it("sends what is chosen, pasted or dropped, each once and in order", async () => {
      await choose(ana.page, text("one.txt"), text("two.txt"));
      await expect.poll(() => arrived(ben), patient).toEqual(["one.txt", "two.txt"]);
      await box(ana).focus();
      await hand(ana.page, "paste", text("three.txt"));
      await expect.poll(() => arrived(ben), patient).toEqual(["one.txt", "two.txt", "three.txt"]);
      await hand(ana.page, "drop", text("four.txt"));
      for (const person of [ana, ben])
        await expect.poll(() => arrived(person), patient).toEqual(["one.txt", "two.txt", "three.txt", "four.txt"]);
    });

    it("shows how far a file is, and sends nothing of one that was stopped", async () => {
      await slowDown(ana.page, 100_000);
      await choose(ana.page, text("unwanted.txt", "x".repeat(LARGEST - 100_000)));
      const progress = ana.page.getByRole("progressbar", { name: "Sending unwanted.txt" });
      const part = async () => Number(await progress.getAttribute("value"));
      await expect.poll(part, patient).toBeGreaterThan(0);
      expect(await part()).toBeLessThan(1);
      await ana.page.getByRole("button", { name: "Cancel" }).click();
      await slowDown(ana.page, -1);
      await choose(ana.page, text("wanted.txt"));
      await expect.poll(async () => (await arrived(ben)).slice(4), patient).toEqual(["wanted.txt"]);
    });

    it("shows a picture small in the log and whole over it", async () => {
      const large = await photo({ width: 1600, height: 1200 });
      await choose(ana.page, { name: "harbour.jpg", type: "image/jpeg", content: large });
      const link = picture(ben, "harbour.jpg");
      await expect.poll(() => shown(link.getByRole("img")), patient).toBeGreaterThan(0);
      expect(await shown(link.getByRole("img"))).toBeLessThan(1600);
      await link.click();
      await expect.poll(() => shown(ben.dialog("harbour.jpg").getByRole("img")), patient).toBe(1600);
      await ben.page.keyboard.press("Escape");
      await ben.dialog().waitFor({ state: "detached" });
    });

    it("plays sound and film in place, from wherever one likes", async () => {
      const parts: { url: string; status: number; range: string | undefined }[] = [];
      ben.page.on("response", (response) => {
        const { range } = response.request().headers();
        if (response.url().includes("/attachments/"))
          parts.push({ url: response.url(), status: response.status(), range });
      });
      await choose(ana.page, { name: "memo.wav", type: "audio/wav", content: wav(120) });
      await choose(ana.page, { name: "film.webm", type: "video/webm", content: await film(ana.page) });
      const sound = ben.page.locator('audio[aria-label="memo.wav"]');
      const moving = ben.page.locator('video[aria-label="film.webm"]');
      const time = (player: typeof sound) =>
        player.evaluate((element) => (element as unknown as { currentTime: number }).currentTime);
      for (const player of [sound, moving]) {
        await player.waitFor();
        await player.evaluate((element) => (element as unknown as { play(): Promise<void> }).play());
        await expect.poll(() => time(player), patient).toBeGreaterThan(0);
      }
      await sound.evaluate((element) => Object.assign(element, { currentTime: 100 }));
      await expect.poll(() => time(sound), patient).toBeGreaterThan(100);
      expect(parts.filter(({ url }) => url.endsWith("memo.wav")).map(({ status }) => status)).toContain(206);
      const whole = wav(120);
      const address = new URL(parts.find(({ url }) => url.endsWith("memo.wav"))!.url).pathname;
      const answer = await ben.page.request.get(address, { headers: { range: "bytes=500000-500099" } });
      expect([answer.status(), answer.headers()["content-range"]]).toEqual([
        206,
        `bytes 500000-500099/${whole.length}`,
      ]);
      expect(Buffer.compare(await answer.body(), Buffer.from(whole.slice(500_000, 500_100)))).toBe(0);
    });

    it("hands out any other file under its name, as it was", async () => {
      const name = "Bericht März – 🔥.txt";
      await choose(ana.page, text(name, "Ähm"));
      const downloading = ben.page.waitForEvent("download");
      await ben.page.getByRole("link", { name }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe(name);
      expect(await readFile(await download.path(), "utf8")).toBe("Ähm");
    });

    it("says how large a file may be, to the page and to whatever else sends one", async () => {
      await choose(ana.page, text("huge.txt", "x".repeat(LARGEST + 1)), text("small.txt"));
      await ana.page.getByRole("alert").getByText("files may have 2.0 MB at most here").waitFor();
      await expect.poll(() => arrived(ben), patient).toContain("small.txt");
      const path = `/api/rooms/${new URL(ana.page.url()).pathname.split("/")[2]}/attachments?clientMessageId=by-hand`;
      const buffer = Buffer.alloc(LARGEST + 100_000);
      const file = { name: "huge.bin", mimeType: "application/octet-stream", buffer };
      const answer = await ana.page.request.post(path, { multipart: { attachment: file } });
      expect(answer.status()).toBe(413);
      expect(await answer.json()).toMatchObject({ error: { code: "too_large" } });
      await ana.page.getByRole("button", { name: "Discard" }).click();
    });

    it("gives no file to who isn't in the room, or isn't signed in", async () => {
      const file = (await ben.page.getByRole("link", { name: /one\.txt/ }).getAttribute("href"))!;
      const whole = (await picture(ben, "harbour.jpg").getAttribute("href"))!;
      const small = (await picture(ben, "harbour.jpg").getByRole("img").getAttribute("src"))!;
      const nobody = await chat.stranger("Nobody");
      for (const path of [file, whole, small]) {
        const status = async ({ page }: Person) => (await page.request.get(path, { maxRedirects: 0 })).status();
        expect([path, await status(ben), await status(cleo)]).toEqual([path, 200, 404]);
        expect(await status(nobody)).not.toBe(200);
      }
    });

    it("is found nothing serious by axe in a room with every kind of message, nor in the picture over it", async () => {
      const site = await Site.start();
      const title = '<meta property="og:title" content="The harbour at night">';
      await ana.say(`See ${site.put("/harbour", `<title>x</title>${title}`)} for the harbour`);
      await ana.say("# Plans for @Ben Okafor\n\n> a quote\n\n1. **one**\n2. `two` ~~three~~\n\n---\n\n🔥");
      await ana.say(`\`\`\`ts\nconst long = "${"and on ".repeat(30)}";\n\`\`\``);
      await ben.say("/play tada");
      await ben.say("🎉");
      await ben.haveSaid("It begins at nien");
      await box(ben).press("ArrowUp");
      await ben.page.getByRole("textbox", { name: "Edit message" }).fill("It begins at nine");
      await ben.page.keyboard.press("Enter");
      await ben.article("edited").hover();
      await ben.article("edited").getByRole("button", { name: "Boost", exact: true }).click();
      await ben.page.getByRole("button", { name: "Thumbs up" }).click();
      await ben.say("/play nosuchsound");
      await ben.page.getByRole("alert").waitFor();
      await ben.page.getByText("The harbour at night").waitFor();
      expect(await findings(ben.page, "every-kind-of-message")).toEqual([]);
      await picture(ben, "harbour.jpg").click();
      await ben.dialog("harbour.jpg").getByRole("img").waitFor();
      expect(await findings(ben.page, "picture")).toEqual([]);
      await site.stop();
    });
  });
}
