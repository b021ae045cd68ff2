import { afterAll, beforeAll, expect, test } from "vitest";
import { Bot } from "./support/bot.ts";
import { Chat, SECRET_KEY } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { ReplicaProcess } from "./support/replica-process.ts";

let chat: Chat;
let replica: ReplicaProcess;

beforeAll(async () => {
  chat = await Chat.start();
});
afterAll(async () => {
  await replica?.child.stop("SIGKILL");
  await chat?.stop();
});

/** What nobody may find in a log, by what it is. */
const secrets: Record<string, string> = {
  password: "correct horse battery",
  "wrong password": "hunter2 hunter2",
  "text of a message": "private words",
  "text of a refused message": "never stored",
  "words searched for": "searchedfor",
  "text of a bot": "spoken by a bot",
  "key of the app": SECRET_KEY,
};

/** As databases do, it hangs the row that it did not like on its error. */
const refuse = `create function refuse() returns trigger language plpgsql as
  $$ begin raise exception 'nothing is stored today' using detail = 'row contains ' || new.body; end $$`;

test("a whole chat, and what fails in it, is logged as JSON with ids, and without a word that was said or a secret", async () => {
  replica = await ReplicaProcess.start(chat, { LOG_LEVEL: "debug", TRACE_REQUESTS: "true" });
  const ann = new Person(replica.url);
  const account = { accountName: "Acme", name: "Ann", email: "ann@example.com", password: secrets.password };
  ann.id = (await ann.ok<{ user: { id: number } }>("POST", "/api/first-run", account)).user.id;
  secrets["token of a session"] = ann.token!;
  const [room] = (await ann.state()).rooms;
  const roomId = room!.id;
  const messages = `/api/rooms/${roomId}/messages`;

  await new Person(replica.url).ask("POST", "/api/session", {
    email: account.email,
    password: secrets["wrong password"],
  });
  await ann.say(roomId, secrets["text of a message"]!);
  await ann.ask("POST", messages, `{"text": "${secrets["text of a refused message"]}`);
  await ann.ask("POST", messages, { text: secrets["text of a refused message"], unknown: true });
  await ann.ask("GET", `/api/search?q=${secrets["words searched for"]}`);
  const bot = await Bot.create(ann, "Robbie");
  secrets["key of a bot"] = bot.key;
  await bot.ask("POST", bot.path(roomId), secrets["text of a bot"]);
  const line = await ann.connect();
  line.send({ type: "send", roomId, text: secrets["text of a message"]!, clientMessageId: "one" });
  await line.next("sent");
  // From now on nothing can be stored.
  await chat.sql(refuse);
  await chat.sql("create trigger refuse before insert on messages for each row execute function refuse()");
  const failed = await ann.ask("POST", messages, { text: secrets["text of a message"], clientMessageId: "two" });
  expect(failed.status).toBe(500);
  line.send({ type: "send", roomId, text: secrets["text of a message"]!, clientMessageId: "three" });
  await line.next("refused");
  await line.close();

  const log = await replica.stop();
  for (const [what, secret] of Object.entries(secrets)) expect(replica.child.output, what).not.toContain(secret);
  for (const one of log)
    expect(one).toMatchObject({
      level: expect.any(Number),
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      msg: expect.any(String),
    });
  const said = (msg: string) => log.filter((one) => one.msg === msg);

  // Every request with its route, and those of a room with the room.
  const stored = said("request").find(({ route, status }) => String(route).endsWith("/messages") && status === 201);
  expect(stored).toMatchObject({
    level: 30,
    method: "POST",
    roomId,
    userId: ann.id,
    reqId: expect.any(String),
    ms: expect.any(Number),
  });
  // A failure twice: what it was, and the request that it failed; both found by the id that the person was told.
  const [reason] = said("a request failed unexpectedly");
  const reqId = failed.headers.get("x-request-id");
  expect(reason).toMatchObject({
    level: 50,
    reqId,
    userId: ann.id,
    err: { message: expect.any(String), code: "P0001" },
  });
  expect(said("request").find((one) => one.reqId === reqId)).toMatchObject({ level: 40, status: 500, roomId });
  expect(said("a message failed unexpectedly")).toMatchObject([{ level: 50, userId: ann.id, roomId }]);
});

test("without being asked for, only requests that fail are logged; and of a level, nothing below it", async () => {
  for (const [level, expected] of [
    ["info", [[40, 500]]],
    ["error", []],
  ] as const) {
    replica = await ReplicaProcess.start(chat, { LOG_LEVEL: level });
    const member = await chat.member();
    const person = new Person(replica.url, member.id, member.token);
    const [room] = (await person.state()).rooms;
    await person.ask("POST", `/api/rooms/${room!.id}/messages`, { text: "x", clientMessageId: level });
    const log = await replica.stop();
    const requests = log.filter(({ msg }) => msg === "request");
    expect(requests.map((one) => [one.level, one.status])).toEqual(expected);
    expect(log.some(({ msg }) => msg === "a request failed unexpectedly")).toBe(true);
    expect(log.some(({ msg }) => msg === "listening")).toBe(level === "info");
  }
});
