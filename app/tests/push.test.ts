import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Involvement } from "../src/protocol/entities.ts";
import { Chat } from "./support/chat.ts";
import type { Line, Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { nothingLeftToSend } from "./support/push-listener.ts";
import { type Browser, PushService } from "./support/push-service.ts";
import { form, upload } from "./support/upload.ts";

let service: PushService;
let chat: Chat;
let ann: Person;
let room: number;

beforeAll(async () => {
  service = await PushService.start();
  chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres", PUSH_ALLOW_PRIVATE: "true" } });
  ann = await chat.firstRun();
});
beforeEach(async () => {
  room = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Ops" })).id;
});
afterEach(() => chat.sql("delete from push_subscriptions"));
afterAll(async () => {
  await chat.stop();
  await service.stop();
});

/** A member with a browser that wants to hear this much of the room. */
async function listener(involvement: Involvement, replica = 0): Promise<{ person: Person; browser: Browser }> {
  const person = await chat.member(replica);
  await person.ok("PUT", `/api/rooms/${room}/involvement`, { involvement });
  return { person, browser: await service.subscribe(person) };
}
const nameOf = async ({ id }: Person) =>
  (await chat.sql<{ name: string }>("select name from users where id = $1", [id]))[0]!.name;
const settled = () => nothingLeftToSend(chat);
/** Says what is before somebody's eyes: null is no room, undefined perhaps any. */
const look = (line: Line, roomId: number | null | undefined) => line.send({ type: "seen", roomId });
/** Waits until it is known to all replicas that these people, and nobody else, look at a room. */
const lookersAre = (roomId: number, ...people: Person[]) =>
  until("it is stored who looks at the room", async () => {
    const sql = "select user_id::float8 as id from room_presence where room_id = $1 order by id";
    const looking = (await chat.sql<{ id: number }>(sql, [roomId])).map(({ id }) => id);
    return JSON.stringify(looking) === JSON.stringify(people.map(({ id }) => id).sort((a, b) => a - b));
  });
const direct = async (...userIds: number[]) =>
  (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds })).id;

describe("a notification", () => {
  test("holds title, body, icon, path and badge, encrypted for one browser and signed", async () => {
    const { browser } = await listener("everything");
    const { id } = await ann.say(room, "the build is <green> again 🟢");
    const { notification, headers, claims } = await browser.about(id);
    expect(notification).toEqual({
      title: "Ops",
      body: "Ann: the build is <green> again 🟢",
      icon: null,
      path: `/rooms/${room}/@${id}`,
      badge: 1,
      roomId: room,
    });
    expect(headers).toMatchObject({ ttl: "86400", urgency: "normal", topic: `room-${room}` });
    expect(claims).toMatchObject({
      aud: new URL(browser.subscription.endpoint).origin,
      sub: "mailto:campfire@localhost",
    });
    expect(claims.exp * 1000).toBeLessThan(Date.now() + 24 * 3_600_000);
  });

  test("of a direct room is from a person, and urgent; so is a mention", async () => {
    const { person, browser } = await listener("mentions");
    const { id } = await ann.say(await direct(person.id), "hello");
    const alone = await browser.about(id);
    expect(alone.notification).toMatchObject({ title: "Ann", body: "hello" });
    expect(alone.headers.urgency).toBe("high");
    const mention = await ann.say(room, `@${await nameOf(person)} look`);
    expect((await browser.about(mention.id)).headers.urgency).toBe("high");
  });

  test("of a file says its name", async () => {
    const { browser } = await listener("everything");
    const { id } = (await upload(ann, room, form("x", "the plan.pdf", "application/pdf"))).body;
    expect((await browser.about(id)).notification.body).toBe("Ann: the plan.pdf");
  });

  test("is cut between characters, and fits however long names and text are", async () => {
    await chat.sql("update rooms set name = repeat('🔥', 100) where id = $1", [room]);
    const { browser } = await listener("everything");
    const { id } = await ann.say(room, "👩‍🚒".repeat(1_000));
    const { body } = (await browser.about(id)).notification;
    expect([...body.slice("Ann: ".length, -1)]).toHaveLength(200);
    expect(body.endsWith("…")).toBe(true);
    expect(body.isWellFormed()).toBe(true);
  });

  test("counts the conversations with something new, of those that one wants to hear of", async () => {
    const { person, browser } = await listener("everything");
    const quiet = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Quiet" })).id;
    await person.ok("PUT", `/api/rooms/${quiet}/involvement`, { involvement: "nothing" });
    await ann.say(quiet, "psst");
    await ann.say(await direct(person.id), "one");
    const { id } = await ann.say(room, "two");
    expect((await browser.about(id)).notification.badge).toBe(2);
  });
});

describe("who is told", () => {
  test.each<[Involvement, boolean, boolean]>([
    ["everything", false, true],
    ["everything", true, true],
    ["mentions", false, false],
    ["mentions", true, true],
    ["nothing", false, false],
    ["nothing", true, false],
    ["invisible", false, false],
    ["invisible", true, false],
  ])("with %s, mentioned: %s: %s", async (involvement, mentioned, told) => {
    const { person, browser } = await listener(involvement);
    const control = await listener("everything");
    const { id } = await ann.say(room, mentioned ? `@${await nameOf(person)} hello` : "hello");
    await control.browser.about(id);
    await settled();
    expect(browser.paths).toEqual(told ? [`/rooms/${room}/@${id}`] : []);
  });

  test("nobody who looks at the room, on whichever replica", async () => {
    const here = await listener("everything", 0);
    const there = await listener("everything", 1);
    const away = await listener("everything");
    const lines = await Promise.all([here.person.connect(), there.person.connect()]);
    for (const line of lines) look(line, room);
    await lookersAre(room, here.person, there.person);
    const { id } = await ann.say(room, "anybody?");
    await away.browser.about(id);
    await settled();
    expect([...here.browser.heard, ...there.browser.heard]).toEqual([]);
    await Promise.all(lines.map((line) => line.close()));
  });

  test("who is there but looks at another room, at none, or has just left, on whichever replica", async () => {
    const elsewhere = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Elsewhere" })).id;
    const all = await Promise.all([0, 1, 0, 1].map((replica) => listener("everything", replica)));
    const lines = await Promise.all(all.map(({ person }) => person.connect()));
    for (const line of lines) look(line, room);
    await lookersAre(room, ...all.map(({ person }) => person));
    look(lines[0]!, elsewhere);
    look(lines[1]!, null);
    await lines[2]!.close();
    await lookersAre(room, all[3]!.person);
    const { id } = await ann.say(room, "anybody?");
    await Promise.all(all.slice(0, 3).map(({ browser }) => browser.about(id)));
    await settled();
    expect(all[3]!.browser.heard).toEqual([]);
    await Promise.all([0, 1, 3].map((index) => lines[index]!.close()));
  });

  test("nobody who looks at the room on one device, though another went away from it at another replica", async () => {
    const { person, browser } = await listener("everything");
    const control = await listener("everything");
    const [phone, laptop] = [await person.connect(), await person.connect({}, chat.replicas[1]!.url)];
    for (const line of [phone, laptop]) look(line, room);
    await lookersAre(room, person, person);
    look(phone, null);
    await lookersAre(room, person);
    const { id } = await ann.say(room, "still there?");
    await control.browser.about(id);
    await settled();
    expect(browser.heard).toEqual([]);
    await Promise.all([phone.close(), laptop.close()]);
  });

  test("nobody whose client is there and doesn't say which room it shows", async () => {
    const { person, browser } = await listener("everything", 1);
    const control = await listener("everything");
    const line = await person.connect();
    look(line, undefined);
    await lookersAre(0, person);
    const { id } = await ann.say(room, "anybody?");
    await control.browser.about(id);
    await settled();
    expect(browser.heard).toEqual([]);
    await line.close();
  });

  test("somebody whose replica died, once a minute has passed since they were last seen", async () => {
    const { person, browser } = await listener("everything");
    const control = await listener("everything");
    const seen = (ago: string) =>
      chat.sql(
        `insert into room_presence (user_id, room_id, replica, seen_at)
         values ($1, $2, '5f0d3b0e-9c44-4c5b-8f0e-111111111111', now() - $3::interval)
         on conflict (user_id, room_id, replica) do update set seen_at = excluded.seen_at`,
        [person.id, room, ago],
      );
    await seen("0 s");
    const before = await ann.say(room, "there?");
    await control.browser.about(before.id);
    await settled();
    await seen("61 s");
    const { id } = await ann.say(room, "gone?");
    await browser.about(id);
    expect(browser.paths).toEqual([`/rooms/${room}/@${id}`]);
  });

  test("never the sender, on none of their devices", async () => {
    const { person, browser } = await listener("everything");
    const other = await listener("everything");
    const { id } = await person.say(room, "me");
    await other.browser.about(id);
    await settled();
    expect(browser.heard).toEqual([]);
  });

  test("nobody who left, was deactivated or banned, signed out, or read it meanwhile", async () => {
    const gone = await Promise.all(
      ["removed", "deactivated", "banned", "out", "read"].map(() => listener("everything")),
    );
    const [removed, deactivated, banned, out, read] = gone.map(({ person }) => person) as [Person, ...Person[]] &
      Person[];
    const control = await listener("everything");
    // As if the push service had been away: what waits is looked at anew when its time has come.
    await chat.sql("update push_subscriptions set retry_at = now() + interval '1 hour'");
    const { id, number } = await ann.say(room, "secret");
    await until("it waits for all", async () => (await chat.sql("select from push_deliveries")).length === 6);
    await chat.sql("delete from memberships where room_id = $1 and user_id = $2", [room, removed!.id]);
    await ann.ok("DELETE", `/api/users/${deactivated!.id}`);
    await chat.sql("update users set status = 'banned' where id = $1", [banned!.id]);
    await out!.ok("DELETE", "/api/session");
    await read!.ok("PUT", `/api/rooms/${room}/read`, { number });
    await chat.sql("update push_deliveries set due_at = now()");
    await control.browser.about(id);
    await settled();
    expect(gone.flatMap(({ browser }) => browser.heard)).toEqual([]);
  });

  test("nobody of what was deleted before", async () => {
    const { browser } = await listener("everything");
    await chat.sql("update push_subscriptions set retry_at = now() + interval '1 hour'");
    const { id } = await ann.say(room, "oops");
    await until("it waits", async () => (await chat.sql("select from push_deliveries")).length === 1);
    await ann.ok("DELETE", `/api/messages/${id}`);
    await chat.sql("update push_deliveries set due_at = now()");
    await settled();
    expect(browser.heard).toEqual([]);
  });

  test("and posting notes nothing down where nobody is to be told", async () => {
    await listener("mentions");
    await chat.sql("create table noted as select * from push_messages");
    await chat.sql(
      `create function count_noted() returns trigger language plpgsql as
       $$ begin insert into noted values (new.*); return new; end $$`,
    );
    await chat.sql("create trigger noted before insert on push_messages for each row execute function count_noted()");
    await ann.say(room, "to nobody in particular");
    expect(await chat.sql("select from noted")).toEqual([]);
  });
});
