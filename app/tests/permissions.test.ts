import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Chat } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { makeTeam, type Team } from "./support/team.ts";
import { download, form, sendForm, upload } from "./support/upload.ts";

let chat: Chat;
let ann: Person;
let image: Buffer;
const who: Team["who"] = {};
const ids = {} as Team["ids"];
const files = {} as Team["files"];
const IMAGE = { "content-type": "image/png" };

beforeAll(async () => {
  const team = await makeTeam();
  ({ chat, ann, image } = team);
  Object.assign(who, team.who);
  Object.assign(ids, team.ids);
  Object.assign(files, team.files);
});
afterAll(() => chat.stop());

const send = () => ({ text: "hello", clientMessageId: `p-${Math.random()}` });

describe("who may do what", () => {
  const everybody = { administrator: 200, member: 200, outsider: 200, deactivated: 401, guest: 401 };
  const inRoom = (status: number) => ({
    administrator: status,
    member: status,
    outsider: 404,
    deactivated: 401,
    guest: 401,
  });
  const administers = (status: number) => ({ ...inRoom(status), member: 403 });
  const administrates = { administrator: 200, member: 403, outsider: 403, deactivated: 401, guest: 401 };
  const another = { administrator: 404, member: 404, outsider: 404, deactivated: 401, guest: 401 };
  const picture = () => image;
  const preview = () => `/api/messages/${ids.message}/preview`;
  const edit = () => ({ text: "edited" });
  const file = () => form("content", "file.txt");
  const members = () => ({ userIds: [ann.id, who.member!.id] });
  // Administrators come first here, and then there is nothing left to refuse.
  const deletion = { ...inRoom(404), administrator: 204 };
  const gone = { ...inRoom(404), administrator: 204 };
  const routes: [string, string, () => string, () => unknown, Record<string, number>, object?][] = [
    ["reads the state", "GET", () => "/api/state", () => undefined, everybody],
    ["reads a direct room", "GET", () => `/api/rooms/${ids.direct}/messages`, () => undefined, inRoom(200)],
    ["reads a room that isn't there", "GET", () => "/api/rooms/99999/messages", () => undefined, { ...inRoom(404) }],
    ["reads a message of a direct room", "GET", () => `/api/messages/${ids.message}`, () => undefined, inRoom(200)],
    ["writes into a direct room", "POST", () => `/api/rooms/${ids.direct}/messages`, send, inRoom(201)],
    ["marks a direct room read", "PUT", () => `/api/rooms/${ids.direct}/read`, () => ({ number: 1 }), inRoom(204)],
    [
      "makes an open room",
      "POST",
      () => "/api/rooms",
      () => ({ type: "open", name: "Mine" }),
      { ...everybody, administrator: 201, member: 201, outsider: 201 },
    ],
    ["edits another's message", "PUT", () => `/api/messages/${ids.message}`, edit, { ...inRoom(200), member: 403 }],
    ["sees a link's picture", "GET", () => `${preview()}/picture`, () => undefined, inRoom(200)],
    ["takes another's preview away", "DELETE", preview, () => undefined, { ...inRoom(204), member: 403 }],
    ["boosts", "POST", () => `/api/messages/${ids.message}/boosts`, () => ({ content: "hm" }), inRoom(201)],
    [
      "takes another's boost back",
      "DELETE",
      () => `/api/messages/${ids.message}/boosts/${ids.boost}`,
      () => undefined,
      { ...inRoom(404), administrator: 204 },
    ],
    ["uploads a file", "POST", () => `/api/rooms/${ids.direct}/attachments?clientMessageId=p`, file, inRoom(201)],
    ["downloads a file", "GET", () => files.file, () => undefined, inRoom(200)],
    ["looks at a thumbnail", "GET", () => files.thumbnail, () => undefined, inRoom(200)],
    ["deletes another's message", "DELETE", () => `/api/messages/${ids.message}`, () => undefined, deletion],
    ["reads a closed room", "GET", () => `/api/rooms/${ids.closed}/messages`, () => undefined, inRoom(200)],
    ["writes into a closed room", "POST", () => `/api/rooms/${ids.closed}/messages`, send, inRoom(201)],
    ["renames a closed room", "PUT", () => `/api/rooms/${ids.closed}`, () => ({ name: "New" }), administers(200)],
    ["sets its members", "PUT", () => `/api/rooms/${ids.closed}/members`, members, administers(200)],
    [
      "mutes a room",
      "PUT",
      () => `/api/rooms/${ids.closed}/involvement`,
      () => ({ involvement: "nothing" }),
      inRoom(204),
    ],
    ["renames a direct room", "PUT", () => `/api/rooms/${ids.direct}`, () => ({ name: "New" }), inRoom(422)],
    ["removes a direct room", "DELETE", () => `/api/rooms/${ids.direct}`, () => undefined, inRoom(422)],
    ["searches", "GET", () => "/api/search?query=secret", () => undefined, everybody],
    ["sees their own searches", "GET", () => "/api/searches", () => undefined, everybody],
    ["sees their own profile", "GET", () => "/api/profile", () => undefined, everybody],
    ["sees their own sessions", "GET", () => "/api/sessions", () => undefined, everybody],
    ["sees where they are notified", "GET", () => "/api/push", () => undefined, everybody],
    [
      "ends another's notifications",
      "DELETE",
      () => `/api/push/subscriptions/${ids.subscription}`,
      () => undefined,
      another,
    ],
    [
      "tests another's notifications",
      "POST",
      () => `/api/push/subscriptions/${ids.subscription}/test`,
      () => undefined,
      another,
    ],
    [
      "is notified through something that is no subscription",
      "POST",
      () => "/api/push/subscriptions",
      () => ({ endpoint: "https://127.0.0.1/", keys: {} }),
      { administrator: 422, member: 422, outsider: 422, deactivated: 401, guest: 401 },
    ],
    ["sets their own picture", "PUT", () => "/api/profile/avatar", picture, everybody, IMAGE],
    ["removes their own picture", "DELETE", () => "/api/profile/avatar", () => undefined, everybody],
    ["sees a picture", "GET", () => ids.avatar, () => undefined, everybody],
    ["sets a bot's picture", "PUT", () => `/api/bots/${ids.bot}/avatar`, picture, administrates, IMAGE],
    ["removes a bot's picture", "DELETE", () => `/api/bots/${ids.bot}/avatar`, () => undefined, administrates],
    [
      "sets a person's picture as a bot's",
      "PUT",
      () => `/api/bots/${ann.id}/avatar`,
      picture,
      { ...administrates, administrator: 404 },
      IMAGE,
    ],
    ["makes a bot", "POST", () => "/api/bots", () => ({ name: "Bot" }), { ...administrates, administrator: 201 }],
    ["makes an administrator", "PUT", () => `/api/users/${ann.id}`, () => ({ role: "administrator" }), administrates],
    [
      "deactivates",
      "DELETE",
      () => `/api/users/${who.deactivated!.id}`,
      () => undefined,
      { ...administrates, administrator: 404 },
    ],
    [
      "bans",
      "POST",
      () => `/api/users/${who.deactivated!.id}/ban`,
      () => undefined,
      { ...administrates, administrator: 404 },
    ],
    [
      "lifts a ban",
      "DELETE",
      () => `/api/users/${ann.id}/ban`,
      () => undefined,
      { ...administrates, administrator: 404 },
    ],
    ["changes the account", "PUT", () => "/api/account", () => ({ name: "Acme" }), administrates],
    ["renews the invite link", "POST", () => "/api/account/join-code", () => undefined, administrates],
    ["sets the logo", "PUT", () => "/api/account/logo", picture, administrates, IMAGE],
    ["sees the logo", "GET", () => ids.logo, () => undefined, allow(200)],
    ["removes the logo", "DELETE", () => "/api/account/logo", () => undefined, administrates],
    ["sets the styles", "PUT", () => "/api/account/styles", () => ({ styles: "" }), administrates],
    ["reads the styles to change them", "GET", () => "/api/account/styles", () => undefined, administrates],
    ["reads the audit log", "GET", () => "/api/audit", () => undefined, administrates],
    ["downloads the audit log", "GET", () => "/api/audit/download", () => undefined, administrates],
    [
      "makes a link for another's new password",
      "POST",
      () => `/api/users/${who.member!.id}/password-reset`,
      () => undefined,
      { ...administrates, administrator: 201 },
    ],
    ["asks how to sign in", "GET", () => "/api/sign-in", () => undefined, allow(200)],
    [
      "uses a made-up link for a new password",
      "POST",
      () => "/api/password-resets/made-up",
      () => ({ password: "long enough" }),
      allow(404),
    ],
    ["lists bots", "GET", () => "/api/bots", () => undefined, administrates],
    ["removes a closed room", "DELETE", () => `/api/rooms/${ids.closed}`, () => undefined, gone],
    ["sees metrics, which the ingress keeps inside", "GET", () => "/metrics", () => undefined, allow(200)],
    ["reads the API's description", "GET", () => "/api/docs", () => undefined, allow(200)],
    ["asks for health", "GET", () => "/health/ready", () => undefined, allow(200)],
  ];

  test.each(routes)("%s", async (_name, method, path, body, expected, headers = {}) => {
    const found: Record<string, number> = {};
    for (const [name, person] of Object.entries(who)) {
      const content = body();
      const sending =
        content instanceof FormData
          ? sendForm(person, path(), content)
          : person.ask(method, path(), content, { ...headers });
      found[name] = (await sending).status;
    }
    expect(found).toEqual(expected);
  });

  test("only administrators are shown the invite link", async () => {
    expect((await ann.state()).account.joinUrl).toMatch(/\/join\/\w{4}-\w{4}-\w{4}$/);
    expect((await who.member!.state()).account).toEqual({ name: "Acme" });
  });

  test("a direct room appears only to its people", async () => {
    expect((await who.member!.state()).rooms.map((room) => room.id)).toContain(ids.direct);
    expect((await who.outsider!.state()).rooms.map((room) => room.id)).not.toContain(ids.direct);
  });
});

describe("who was removed from a room", () => {
  test("loses its files at once, on every replica", async () => {
    const closed = { type: "closed", name: "For a while", userIds: [who.member!.id] };
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", closed);
    const { url } = (await upload(ann, id, form("x", "secret.txt"))).body.attachment!;
    expect((await download(who.member!, url)).status).toBe(200);
    await ann.ok("PUT", `/api/rooms/${id}/members`, { userIds: [ann.id] });
    for (const replica of chat.replicas) {
      const there = new Person(replica.url, who.member!.id, who.member!.token);
      expect((await download(there, url)).status).toBe(404);
      expect((await upload(there, id, form("x", "late.txt"))).status).toBe(404);
    }
  });
});

describe("over a WebSocket", () => {
  test("nobody hears or reaches a room that isn't theirs", async () => {
    const [insider, outsider] = [await ann.connect(), await who.outsider!.connect({ [ids.direct]: 0 })];
    expect(await outsider.next("roomRemoved")).toMatchObject({ roomId: ids.direct });
    insider.send({ type: "typing", roomId: ids.direct });
    const { number } = await ann.say(ids.direct, "secret");
    await insider.next("message", ({ message }) => message.number === number);
    outsider.send({ type: "send", roomId: ids.direct, text: "let me in", clientMessageId: "x" });
    expect(await outsider.next("refused")).toMatchObject({ code: "not_found" });
    outsider.send({ type: "typing", roomId: ids.direct });
    outsider.send({ type: "read", roomId: ids.direct, number: 1 });
    await ann.say(ids.open, "for all");
    await outsider.next("message", ({ message }) => message.text === "for all");
    expect(JSON.stringify(outsider.events)).not.toContain("secret");
    expect(outsider.all("typing")).toEqual([]);
    expect(insider.all("typing").map((event) => event.userId)).toEqual([ann.id]);
    await Promise.all([insider.close(), outsider.close()]);
  });

  test("somebody who is removed from a room hears nothing more of it, on any replica", async () => {
    const dan = await chat.member(1);
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: [dan.id] });
    const line = await dan.connect({ [id]: 0 });
    const said = await ann.say(id, "still here");
    await line.next("message", ({ message }) => message.roomId === id);
    await chat.sql("delete from memberships where room_id = $1 and user_id = $2", [id, dan.id]);
    chat.replicas[0]!.realtime.reachChanged([dan.id], [id]);
    await line.next("roomRemoved", (event) => event.roomId === id);
    await ann.say(id, "gone");
    line.send({ type: "send", roomId: id, text: "hello?", clientMessageId: "after" });
    expect(await line.next("refused")).toMatchObject({ code: "not_found" });
    expect((await dan.ask("GET", `/api/rooms/${id}/messages`)).status).toBe(404);
    for (const [method, path] of [
      ["DELETE", ""],
      ["GET", "/picture"],
    ] as const) {
      expect((await dan.ask(method, `/api/messages/${said.id}/preview${path}`)).status).toBe(404);
    }
    expect(line.numbers(id)).toEqual([1]);
    await line.close();
  });

  test.each(["deactivated", "guest"])("%s is closed with 4401", async (name) => {
    const { Line } = await import("./support/person.ts");
    const line = new Line(chat.url, who[name]!.cookie);
    expect(await line.closed()).toBe(4401);
  });

  test("a frame that is not of the protocol ends the socket, and only that one", async () => {
    const other = await ann.connect();
    for (const frame of ["{", "[]", "null", '{"type":"send"}', '{"type":"__proto__"}', '{"type":"hello","rooms":{}}']) {
      const line = await ann.connect();
      line.socket.send(frame);
      expect([frame, await line.closed()]).toEqual([frame, 1008]);
    }
    const huge = await ann.connect();
    huge.socket.send("x".repeat(200_000));
    expect(await huge.closed()).toBe(1009);
    const mangled = await ann.connect();
    mangled.socket.send(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { binary: false });
    expect(await mangled.closed()).toBe(1007);
    await until("the other is open", () => other.closeCode === undefined);
    await other.close();
  });
});

function allow(status: number): Record<string, number> {
  return Object.fromEntries(
    ["administrator", "member", "outsider", "deactivated", "guest"].map((name) => [name, status]),
  );
}
