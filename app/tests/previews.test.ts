import type { ServerResponse } from "node:http";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { Site } from "./support/site.ts";

let chat: Chat;
let site: Site;
let ann: Person;
let bob: Person;
let room: number;

beforeAll(async () => {
  site = await Site.start();
  const settings = { BUS: "postgres", LINK_PREVIEWS: "true", LINK_PREVIEW_ALLOW_PRIVATE: "true" };
  chat = await Chat.start({ replicas: 2, settings });
  ann = await chat.firstRun();
  bob = await chat.member(1);
  room = (await ann.state()).rooms[0]!.id;
  site.put(
    "/page",
    '<title>A "page"</title><meta property=og:site_name content=Site><meta name=description content=Words>',
  );
});
afterAll(async () => {
  await chat.stop();
  await site.stop();
});

const find = (id: number) => bob.ok<Message>("GET", `/api/messages/${id}`);
const settled = () => until("no link is left", async () => (await chat.sql("select from link_fetches")).length === 0);
const shown = async (id: number) => {
  await until("the message shows its link", async () => (await find(id)).preview !== undefined);
  return find(id);
};

describe("a message's link", () => {
  test("is looked at once, after the message was told, and what it leads to is told as a change", async () => {
    const [here, there] = [await ann.connect(), await bob.connect()];
    site.put(
      "/page?q=1",
      '<title>A "page"</title><meta property=og:site_name content=Site><meta name=description content=Words>',
    );
    const said = await ann.say(room, `see [this](${site.url("/page")}?q=1) and ${site.url("/other")}`);
    expect(said).not.toHaveProperty("preview");
    const preview = { url: `${site.url("/page")}?q=1`, title: 'A "page"', description: "Words", site: "Site" };
    for (const line of [here, there]) {
      const { message } = await line.next("changed", (event) => event.message.id === said.id);
      expect(message).toEqual({ ...said, change: expect.any(Number), preview });
      await line.close();
    }
    expect(await find(said.id)).toMatchObject({ preview, editedAt: null });
    expect(site.asked.filter((path) => path === "/page?q=1" || path === "/other")).toHaveLength(1);
  });

  test("is looked at by whichever replica, each link once", async () => {
    const paths = Array.from({ length: 12 }, (_, n) => `/many/${n}`);
    for (const path of paths) site.put(path, `<title>${path}</title>`);
    const said = await Promise.all(paths.map((path, n) => (n % 2 ? ann : bob).say(room, site.url(path))));
    for (const { id, text } of said) expect((await shown(id)).preview!.title).toBe(new URL(text).pathname);
    await settled();
    expect(site.asked.filter((path) => path.startsWith("/many/")).sort()).toEqual(paths.sort());
  });

  test("shows its picture from here, to members of the room only", async () => {
    const red = sharp({ create: { width: 80, height: 40, channels: 3, background: "#f00" } });
    site.put("/red.png", await red.png().toBuffer(), "image/png");
    const link = site.put("/pictured", "<title>Red</title><meta property=og:image content=red.png>");
    const { id: direct } = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: [bob.id] });
    const { id } = await ann.say(direct, link);
    const { preview } = await shown(id);
    expect(preview!.image).toEqual({ url: expect.any(String), width: 80, height: 40 });
    expect(preview!.image!.url).toMatch(new RegExp(`^/api/messages/${id}/preview/picture\\?v=[0-9a-f]{8}$`));
    const response = await fetch(new URL(preview!.image!.url, bob.url), { headers: { cookie: bob.cookie } });
    expect(response.headers.get("content-type")).toBe("image/webp");
    expect(response.headers.get("cache-control")).toBe("private, max-age=86400");
    expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).format).toBe("webp");
    const eve = await chat.member();
    expect((await eve.ask("GET", preview!.image!.url)).status).toBe(404);
    expect((await fetch(new URL(preview!.image!.url, bob.url))).status).toBe(401);
  });

  test("is taken away by who said it or an administrator, and stays away until another link is put in", async () => {
    const { id } = await bob.say(room, site.url("/page"));
    await shown(id);
    const eve = await chat.member();
    const path = `/api/messages/${id}/preview`;
    expect((await eve.ask("DELETE", path)).status).toBe(403);
    expect((await ann.ask("DELETE", path)).status).toBe(204);
    expect(await find(id)).not.toHaveProperty("preview");
    expect((await bob.ask("DELETE", path)).status).toBe(404);
    await bob.ok("PUT", `/api/messages/${id}`, { text: `${site.url("/page")} again` });
    await settled();
    expect(await find(id)).not.toHaveProperty("preview");
    await bob.ok("PUT", `/api/messages/${id}`, { text: `${site.url("/many/1")} instead` });
    expect((await shown(id)).preview!.title).toBe("/many/1");
    await bob.ok("PUT", `/api/messages/${id}`, { text: "no link" });
    expect(await find(id)).not.toHaveProperty("preview");
  });

  test("is forgotten with its message, also while it is looked at", async () => {
    const gone = await bob.say(room, site.url("/page"));
    await shown(gone.id);
    let answer = () => {};
    const held = site.page("/held", (_request, response) => {
      answer = () => response.writeHead(200, { "content-type": "text/html" }).end("<title>Held</title>");
    });
    const { id } = await bob.say(room, held);
    await until("it is looked at", () => site.asked.includes("/held"));
    for (const message of [gone.id, id]) await bob.ok("DELETE", `/api/messages/${message}`);
    answer();
    const line = await bob.connect();
    const after = await bob.say(room, site.url("/many/2"));
    await line.next("changed", ({ message }) => message.id === after.id);
    await settled();
    expect(await chat.sql("select from link_previews where message_id = any ($1)", [[gone.id, id]])).toEqual([]);
    await line.close();
  });

  test("to a site that doesn't answer holds up no links of others", async () => {
    const held: ServerResponse[] = [];
    for (let n = 0; n < 12; n++)
      await bob.say(
        room,
        site.page(`/asleep/${n}`, (_request, response) => held.push(response)),
      );
    // A share on each replica; others take the place of one that is given up after seven seconds.
    const shareIsUnderWay = () =>
      until("their share is looked at", () => held.filter(({ destroyed }) => !destroyed).length === 4);
    await shareIsUnderWay();
    const { id } = await ann.say(room, site.url("/page"));
    expect((await shown(id)).preview?.title).toBe('A "page"');
    await shareIsUnderWay();
    await until("all were looked at", async () => {
      for (const response of held.splice(0)) response.writeHead(200, { "content-type": "text/html" }).end();
      return (await chat.sql("select from link_fetches")).length === 0;
    });
  });

  test("is none of code, of the chat's own pages and of bots", async () => {
    const before = (await chat.sql("select from link_previews")).length;
    await ann.say(room, `\`${site.url("/page")}\``);
    await ann.say(room, `http://localhost:0/rooms/${room}`);
    await (await Bot.create(ann, "linker")).say(room, `<a href="${site.url("/page")}">page</a>`);
    const last = await ann.say(room, site.url("/many/3"));
    await shown(last.id);
    await settled();
    expect(await chat.sql("select from link_previews")).toHaveLength(before + 1);
  });

  test("that breaks is tried once more and then left, and all of it is counted", async () => {
    site.put("/broken", "", "text/html", 500);
    const { id } = await ann.say(room, site.url("/broken"));
    const tries = () => site.asked.filter((path) => path === "/broken").length;
    await until("it was tried twice", async () => {
      // Once it waits for the next try, and is no longer under way.
      const hurry = "update link_fetches set due_at = now() where message_id = $1 and due_at < now() + interval '40 s'";
      await chat.sql(hurry, [id]);
      return tries() === 2;
    });
    await settled();
    expect(tries()).toBe(2);
    expect(await find(id)).not.toHaveProperty("preview");
    const texts = await Promise.all(
      chat.replicas.map(({ url }) => fetch(`${url}/metrics`).then((answer) => answer.text())),
    );
    const total = (outcome: string) =>
      texts
        .flatMap(
          (text) => text.match(new RegExp(`campfire_link_previews_total\\{outcome="${outcome}"\\} (\\d+)`))?.[1] ?? [],
        )
        .reduce((sum, count) => sum + Number(count), 0);
    expect(total("failed")).toBe(2);
    expect(total("shown")).toBeGreaterThan(15);
  });
});

test("private addresses are left alone unless that is allowed, and links altogether when that is said", async () => {
  const asked = site.asked.length;
  const careful = await Chat.start({ settings: { BUS: "memory", LINK_PREVIEWS: "true" } });
  const cleo = await careful.firstRun();
  const lobby = (await cleo.state()).rooms[0]!.id;
  await cleo.say(lobby, site.url("/page"));
  await until("nothing is left to look at", async () => (await careful.sql("select from link_fetches")).length === 0);
  await careful.stop();
  const off = await Chat.start({ settings: { BUS: "memory", LINK_PREVIEWS: "false" } });
  const dan = await off.firstRun();
  await dan.say((await dan.state()).rooms[0]!.id, site.url("/page"));
  expect(await off.sql("select from link_fetches")).toEqual([]);
  await off.stop();
  expect(site.asked).toHaveLength(asked);
});
