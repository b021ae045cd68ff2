import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { photo, sendPicture } from "./support/pictures.ts";

let chat: Chat;
let ann: Person;
let room: number;
let message: number;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
  room = (await ann.state()).rooms[0]!.id;
  message = (await ann.say(room, "found again")).id;
});
afterAll(() => chat.stop());

const leadsTo = async (path: string, who: Person = ann) => {
  const { status, headers } = await who.ask("GET", path);
  return status === 302 ? headers.get("location") : status;
};

describe("an address of Campfire's", () => {
  test.each<[string, string]>([
    ["/session", "/session/new"],
    ["/account/edit", "/#settings"],
    ["/account/users", "/#people"],
    ["/account/bots", "/#bots"],
    ["/account/bots/3/edit", "/#bots"],
    ["/account/custom_styles/edit", "/#styles"],
    ["/users/7", "/#person-7"],
    ["/users/me/profile", "/#profile"],
    ["/users/me/push_subscriptions", "/#notifications"],
    ["/searches", "/#search"],
    ["/searches?q=deploy+%26+%23test", "/#search=deploy%20%26%20%23test"],
    ["/searches?q=a&q=b", "/#search"],
    ["/rooms", "/"],
    ["/rooms/", "/"],
    ["/rooms/opens/new", "/#new-room"],
    ["/rooms/closeds/new", "/#new-room"],
    ["/rooms/directs/new", "/#new-message"],
    ["/rooms/opens/5", "/rooms/5"],
    ["/rooms/closeds/5/edit", "/rooms/5"],
    ["/rooms/directs/5/edit", "/rooms/5"],
    ["/rooms/5/messages", "/rooms/5"],
    ["/rooms/5/settings", "/rooms/5"],
    ["/rooms/5/involvement", "/rooms/5"],
    ["/rooms/5/messages/9/edit", "/messages/9"],
    ["/messages/9/boosts", "/messages/9"],
    ["/webmanifest", "/manifest.webmanifest"],
    ["/webmanifest.json", "/manifest.webmanifest"],
    // Nobody is sent to another site.
    ["/rooms/opens/%2F%2Fevil.example", "/"],
    ["/users/%2F%2Fevil.example", "/"],
    ["/messages/-1/boosts", "/"],
  ])("%s leads to %s", async (path, to) => expect(await leadsTo(path)).toBe(to));

  test("of a message leads to it in the end, for who may see it", async () => {
    const place = `/rooms/${room}/@${message}`;
    expect(await leadsTo(`/rooms/${room}/messages/${message}`)).toBe(place);
    expect(await leadsTo(`/messages/${message}/`)).toBe(place);
    expect(await leadsTo(place)).toBe(200);
    expect(await leadsTo(place, new Person(chat.url))).toBe(`/session/new?return=${encodeURIComponent(place)}`);
  });

  test.each(["/service-worker", "/service-worker.js"])(
    "%s is the worker of now, and never a redirect",
    async (path) => {
      const [old, now] = [await ann.ask("GET", path), await ann.ask("GET", "/sw.js")];
      expect([old.status, old.body]).toEqual([200, now.body]);
      expect(old.headers.get("content-type")).toBe(now.headers.get("content-type"));
      expect(old.headers.get("cache-control")).toBe("no-cache");
    },
  );

  test.each(["/up", "/session/new", "/session/transfers/anything", "/join/ABCD-EFGH-IJKL"])(
    "%s is where it was",
    async (path) => expect(await leadsTo(path, new Person(chat.url))).toBe(200),
  );

  test("of the logo leads to the logo, without one to the icon that is wanted, for everybody", async () => {
    const guest = new Person(chat.url);
    const icons = [await leadsTo("/account/logo?size=small", guest), await leadsTo("/account/logo?v=1", guest)];
    expect(icons).toEqual([expect.stringMatching(/192/), expect.stringMatching(/512/)]);
    const { logoUrl } = (await sendPicture<{ logoUrl: string }>(ann, "/api/account/logo", await photo())).body;
    expect(await leadsTo("/account/logo", guest)).toBe(logoUrl);
  });
});
