import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { makeTeam, type Team } from "./support/team.ts";
import { form, sendForm } from "./support/upload.ts";

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
  const everybodyElse = (status: number) => ({ ...everybody, administrator: status, member: status, outsider: status });
  /** Pages lead to the sign-in page, and draw what the client may not ask for as what isn't there. */
  const pages = { ...everybody, deactivated: 302, guest: 302 };
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
    ["makes an open room", "POST", () => "/api/rooms", () => ({ type: "open", name: "Mine" }), everybodyElse(201)],
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
    [
      "takes back a boost of a message that it isn't of",
      "DELETE",
      () => `/api/messages/${ids.elsewhere}/boosts/${ids.boost}`,
      () => undefined,
      another,
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
    [
      "opens a direct room to everybody",
      "PUT",
      () => `/api/rooms/${ids.direct}`,
      () => ({ type: "open" }),
      inRoom(422),
    ],
    ["searches", "GET", () => "/api/search?query=secret", () => undefined, everybody],
    ["sees their own searches", "GET", () => "/api/searches", () => undefined, everybody],
    ["sees their own profile", "GET", () => "/api/profile", () => undefined, everybody],
    ["forgets their own searches", "DELETE", () => "/api/searches", () => undefined, everybodyElse(204)],
    ["changes their own profile", "PUT", () => "/api/profile", () => ({ bio: "Here" }), everybody],
    ["makes a link for their other device", "POST", () => "/api/session/transfer", () => undefined, everybodyElse(201)],
    ["ends another's session", "DELETE", () => `/api/sessions/${ids.session}`, () => undefined, another],
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
    ["sees a picture", "GET", () => files.avatar, () => undefined, everybody],
    ["sets a bot's picture", "PUT", () => `/api/bots/${ids.bot}/avatar`, picture, administrates, IMAGE],
    ["removes a bot's picture", "DELETE", () => `/api/bots/${ids.bot}/avatar`, () => undefined, administrates],
    [
      "removes another's picture",
      "DELETE",
      () => `/api/users/${who.deactivated!.id}/avatar`,
      () => undefined,
      administrates,
    ],
    [
      "removes a bot's picture as a person's",
      "DELETE",
      () => `/api/users/${ids.bot}/avatar`,
      () => undefined,
      { ...administrates, administrator: 404 },
    ],
    [
      "sets a person's picture as a bot's",
      "PUT",
      () => `/api/bots/${ann.id}/avatar`,
      picture,
      { ...administrates, administrator: 404 },
      IMAGE,
    ],
    ["makes a bot", "POST", () => "/api/bots", () => ({ name: "Bot" }), { ...administrates, administrator: 201 }],
    ["changes a bot", "PUT", () => `/api/bots/${ids.bot}`, () => ({ name: "Painter" }), administrates],
    ["renews a bot's key", "POST", () => `/api/bots/${ids.bot}/key`, () => undefined, administrates],
    [
      "removes a bot",
      "DELETE",
      () => `/api/bots/${ids.bot}`,
      () => undefined,
      { ...administrates, administrator: 204 },
    ],
    ["is shown an e-mail address", "GET", () => `/api/users/${ann.id}/profile`, () => undefined, administrates],
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
    ["sees the logo", "GET", () => files.logo, () => undefined, allow(200)],
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
    ["opens a room's page", "GET", () => `/rooms/${ids.direct}`, () => undefined, pages],
    ["opens a message's page", "GET", () => `/rooms/${ids.direct}/@${ids.message}`, () => undefined, pages],
    ["removes a direct room", "DELETE", () => `/api/rooms/${ids.direct}`, () => undefined, gone],
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

  test("is said above, or where it is tested instead, of every route that there is", () => {
    const untold = chat.replicas[0]!.routes.filter(({ method, path }) => {
      const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+").replaceAll(".", "\\.")}$`);
      const told = routes.some(([, asked, at]) => asked === method && pattern.test(at().split("?")[0]!));
      return !told && ![...TESTED_ELSEWHERE.keys()].some((calls) => calls.test(`${method} ${path}`));
    });
    expect(untold.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    const files = [...new Set(TESTED_ELSEWHERE.values())];
    expect(files.filter((file) => !existsSync(join(import.meta.dirname, file)))).toEqual([]);
  });

  test("everybody here is shown the invite link, as in Campfire", async () => {
    for (const person of [ann, who.member!])
      expect((await person.state()).account.joinUrl).toMatch(/\/join\/\w{4}-\w{4}-\w{4}$/);
  });
});

/** Which routes no row above tries, and which file does. */
const TESTED_ELSEWHERE = new Map([
  [/^GET \/(health(\/live)?|up)$/, "operations.test.ts"],
  [/^(GET|HEAD) \/(manifest\.webmanifest|assets\/:name|\*)$/, "http.test.ts"],
  [/^GET \/(first_run|session\/.*|join\/:code)?$/, "http.test.ts"],
  [/^GET (\/rooms\/:roomId)?\/messages\/:id$/, "bots.test.ts"],
  [
    /^GET \/(session|searches|webmanifest.*|service-worker.*|account(\/(?!logo\/|styles\/).*)?)$/,
    "old-addresses.test.ts",
  ],
  [/^GET \/(users\/(me\/.*|:id)|rooms|rooms\/[a-z]+s\/.*|rooms\/:id\/.*)$/, "old-addresses.test.ts"],
  [/^GET (\/rooms\/:room)?\/messages\/:id\/(edit|boosts.*)$/, "old-addresses.test.ts"],
  [/^GET \/account\/(logo|styles)\//, "appearance.test.ts"],
  [/^GET \/users\/:token\/avatar$/, "avatars.test.ts"],
  [/^GET \/api\/docs\//, "api-docs.test.ts"],
  [/^POST \/api\/(first-run|session)$/, "accounts.test.ts"],
  [/^DELETE \/api\/session$/, "accounts.test.ts"],
  [/^(GET|POST) \/api\/invitations\/:code$/, "accounts.test.ts"],
  [/^POST \/api\/transfers\/:token$/, "people.test.ts"],
  [/^POST \/api\/password-resets$/, "password-resets.test.ts"],
  [/^GET \/rails\/active_storage\/\*$/, "import-campfire.test.ts"],
  [/^[A-Z]+ \/rooms\/:roomId\/:key\/messages/, "bot-keys.test.ts"],
]);

function allow(status: number): Record<string, number> {
  return Object.fromEntries(
    ["administrator", "member", "outsider", "deactivated", "guest"].map((name) => [name, status]),
  );
}
