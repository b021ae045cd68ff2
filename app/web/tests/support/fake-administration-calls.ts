import type { Account, Bot } from "../../src/protocol.ts";
import { type Answer, type Call, type Handler, Refusal } from "./fake-call.ts";

function administrate(call: Call): void {
  if (call.user().role !== "administrator") throw new Refusal(403, "forbidden", "Only administrators may do this.");
}

const account = ({ server, origin, user }: Call): Account => server.chat.snapshot(user(), origin).account;

function found(call: Call): Bot {
  administrate(call);
  const bot = call.server.chat.bots.find(({ id }) => id === Number(call.params[0]));
  if (!bot) throw new Refusal(404, "not_found", "There is no such bot.");
  return bot;
}

function tellAccount(call: Call): Answer {
  const { joinUrl, ...told } = account(call);
  call.server.tell({ type: "account", account: told });
  return [200, { ...told, joinUrl }];
}

/** What administrators keep: the account, its invitation link, and bots. */
export const administrationCalls: Handler[] = [
  [
    /^PUT \/api\/account$/,
    (call) => {
      administrate(call);
      const { chat } = call.server;
      chat.accountName = call.body.name;
      chat.onlyAdministratorsCreateRooms = call.body.onlyAdministratorsCreateRooms;
      return tellAccount(call);
    },
  ],
  [
    /^PUT \/api\/account\/logo$/,
    (call) => {
      administrate(call);
      call.server.chat.logoUrl = call.server.chat.keep("account/logo", "webp", call.body);
      return tellAccount(call);
    },
  ],
  [
    /^DELETE \/api\/account\/logo$/,
    (call) => {
      administrate(call);
      call.server.chat.logoUrl = null;
      return tellAccount(call);
    },
  ],
  [
    /^GET \/api\/account\/styles$/,
    (call) => {
      administrate(call);
      return [200, { styles: call.server.chat.styles }];
    },
  ],
  [
    /^PUT \/api\/account\/styles$/,
    (call) => {
      administrate(call);
      const { chat } = call.server;
      if (call.body.styles.includes("@import")) throw new Refusal(422, "invalid", 'Line 1 has "@import".');
      chat.styles = call.body.styles;
      chat.stylesUrl = chat.styles && chat.keep("account/styles", "css", { type: "text/css", content: chat.styles });
      return tellAccount(call);
    },
  ],
  [
    /^POST \/api\/account\/join-code$/,
    (call) => {
      administrate(call);
      call.server.chat.joinCode = `NEWW-${String(call.server.chat.newId()).padStart(4, "0")}-LINK`;
      const { joinUrl, ...told } = account(call);
      const administrators = call.server.chat.users.filter(({ role }) => role === "administrator");
      call.server.tell(
        { type: "account", account: told },
        administrators.map(({ id }) => id),
      );
      return [200, { ...told, joinUrl }];
    },
  ],
  [
    /^GET \/api\/bots$/,
    (call) => {
      administrate(call);
      return [200, { bots: call.server.chat.bots }];
    },
  ],
  [
    /^POST \/api\/bots$/,
    (call) => {
      administrate(call);
      const { chat } = call.server;
      const { email, password, ...user } = chat.addUser(call.body.name, { role: "bot" });
      const { id } = user;
      call.server.tell({ type: "user", user });
      const bot: Bot = { id, active: true, key: `${id}-abcdefghijkl`, webhookSecret: "whsec", ...call.body };
      chat.bots.push(bot);
      return [201, bot];
    },
  ],
  [/^PUT \/api\/bots\/(\d+)$/, (call) => [200, Object.assign(found(call), call.body)]],
  [
    /^POST \/api\/bots\/(\d+)\/key$/,
    (call) => {
      const bot = found(call);
      return [200, Object.assign(bot, { key: `${bot.id}-newnewnewnew` })];
    },
  ],
  [
    /^DELETE \/api\/bots\/(\d+)$/,
    (call) => {
      Object.assign(found(call), { active: false, key: null });
      return [204];
    },
  ],
];
