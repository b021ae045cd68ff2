import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { listenerOf, nothingLeftToSend } from "./support/push-listener.ts";
import { PushService } from "./support/push-service.ts";

let service: PushService;
let chat: Chat;
let ann: Person;
let room: number;

beforeAll(async () => {
  service = await PushService.start();
  chat = await Chat.start({ settings: { BUS: "postgres", PUSH_ALLOW_PRIVATE: "true" } });
  ann = await chat.firstRun();
});
beforeEach(async () => {
  service.answer = (response) => response.writeHead(201).end();
  await chat.sql("delete from push_subscriptions");
  room = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Ops" })).id;
});
afterAll(async () => {
  await chat.stop();
  await service.stop();
});

const listener = () => listenerOf(chat, service, room);

const waiting = () => chat.sql("select from push_deliveries");
const settled = () => nothingLeftToSend(chat);
/** Instead of waiting for the next try. */
const hurry = () => chat.sql("update push_deliveries set due_at = now()");

describe("of what waits", () => {
  test("nobody is given more than a share: browsers that never answer hold up no others", async () => {
    const slow = await listener();
    const held: { end: () => void }[] = [];
    service.answer = (response, browser) => {
      if (browser === slow) held.push({ end: () => response.writeHead(201).end() });
      else response.writeHead(201).end();
    };
    await chat.sql("update push_subscriptions set retry_at = now() + interval '1 hour'");
    const ids: number[] = [];
    for (let n = 0; n < 30; n++) ids.push((await ann.say(room, `message ${n}`)).id);
    await until("all of them wait", async () => (await waiting()).length === 30);
    const quick = await listener();
    await chat.sql("update push_subscriptions set retry_at = null");
    await hurry();
    ids.push((await ann.say(room, "for both")).id);
    await quick.about(ids.at(-1)!);
    await until("its share is under way", () => held.length === 2);
    const idsOf = () => slow.paths.map((path) => Number(path.split("@")[1])).sort((a, b) => a - b);
    expect(idsOf()).toEqual(ids.slice(0, 2));
    // Each that ends makes room for the next at once, and not when the queue is looked at now and then.
    await until("all are sent", () => {
      for (const { end } of held.splice(0)) end();
      return slow.heard.length === 31;
    });
    await settled();
    expect(idsOf()).toEqual(ids);
  });

  test("50 stay for a browser that can't be reached: the newest of each room, then the newest", async () => {
    const browser = await listener();
    const other = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Quiet" })).id;
    const [{ userId }] = (await chat.sql<{ userId: number }>(
      `update push_subscriptions set retry_at = now() + interval '1 hour' returning user_id::int as "userId"`,
    )) as [{ userId: number }];
    await chat.sql("update memberships set involvement = 'everything' where room_id = $1 and user_id = $2", [
      other,
      userId,
    ]);
    const quiet: number[] = [];
    for (const text of ["first", "last"]) quiet.push((await ann.say(other, text)).id);
    const busy: number[] = [];
    for (let n = 0; n < 70; n++) busy.push((await ann.say(room, `message ${n}`)).id);
    const kept = [quiet.at(-1)!, ...busy.slice(-49)];
    const messages = () => chat.sql<{ id: number }>("select message_id::int as id from push_deliveries order by 1");
    const noted = async () => (await chat.sql("select from push_messages")).length === 0;
    await until("only those wait", async () => (await noted()) && (await messages()).length === 50);
    expect((await messages()).map(({ id }) => id)).toEqual(kept);
    await chat.sql("update push_subscriptions set retry_at = null");
    await hurry();
    await settled();
    const heard = browser.paths.map((path) => Number(path.split("@")[1]));
    expect(heard.sort((a, b) => a - b)).toEqual(kept);
  });
});
