import { Type } from "typebox";
import { type AuditedRequest, record } from "../audit/record.ts";
import type { Database, Transactions } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { Bot, Id } from "../protocol/entities.ts";
import { ChangedBot, NewBot } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { findUser } from "../users/queries.ts";
import { changeBot, createBot, deactivateBot, listBots, lockBot, rotateKey } from "./bots.ts";

const BotParams = Type.Object({ id: Id });
const BotList = Type.Object({ bots: Type.Array(Bot) });

/** Making and keeping bots: for administrators. */
export function botAdministrationRoutes(
  app: App,
  { database, realtime }: { database: Database; realtime: Realtime },
): void {
  const tell = async (id: number) => realtime.toUsers(null, { type: "user", user: (await findUser(database, id))! });

  app.get("/api/bots", { schema: { response: { 200: BotList } } }, async () => ({ bots: await listBots(database) }));

  app.post("/api/bots", { schema: { body: NewBot, response: { 201: Bot } } }, async (request, reply) => {
    const bot = await database.transaction(async (within) => {
      const made = await createBot(within, request.body);
      await record(within, request, { kind: "bot.made", userId: made.id, details: { name: made.name } });
      if (made.webhookUrl !== null) await recordWebhook(within, request, made);
      return made;
    });
    await tell(bot.id);
    return reply.code(201).send(bot);
  });

  app.put(
    "/api/bots/:id",
    { schema: { params: BotParams, body: ChangedBot, response: { 200: Bot } } },
    async (request) => {
      const { id } = request.params;
      const bot = await database.transaction(async (within) => {
        const before = await lockBot(within, id);
        const changed = await changeBot(within, id, request.body);
        if (changed.name !== before.name)
          await record(within, request, { kind: "bot.changed", userId: id, details: { changed: ["name"] } });
        if (changed.webhookUrl !== before.webhookUrl) await recordWebhook(within, request, changed);
        return changed;
      });
      if (request.body.name !== undefined) await tell(bot.id);
      return bot;
    },
  );

  app.post("/api/bots/:id/key", { schema: { params: BotParams, response: { 200: Bot } } }, async (request) =>
    database.transaction(async (within) => {
      const bot = await rotateKey(within, request.params.id);
      await record(within, request, { kind: "bot.key_renewed", userId: bot.id });
      return bot;
    }),
  );

  app.delete("/api/bots/:id", { schema: { params: BotParams } }, async (request, reply) => {
    const { id } = await database.transaction(async (within) => {
      const bot = await deactivateBot(within, request.params.id);
      await record(within, request, { kind: "bot.removed", userId: bot.id });
      return bot;
    });
    await tell(id);
    return reply.code(204).send();
  });
}

/** The host alone is written down: a webhook's address may hold a key. */
function recordWebhook(within: Transactions, request: AuditedRequest, { id, webhookUrl }: Bot): Promise<void> {
  if (webhookUrl === null) return record(within, request, { kind: "webhook.removed", userId: id });
  return record(within, request, { kind: "webhook.set", userId: id, details: { host: new URL(webhookUrl).host } });
}
