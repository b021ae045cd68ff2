import { Type } from "typebox";
import type { Database } from "../database/database.ts";
import type { App } from "../http/server.ts";
import { Bot, Id } from "../protocol/entities.ts";
import { ChangedBot, NewBot } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { findUser } from "../users/queries.ts";
import { changeBot, createBot, deactivateBot, listBots, rotateKey } from "./bots.ts";

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
    const bot = await createBot(database, request.body);
    await tell(bot.id);
    return reply.code(201).send(bot);
  });

  app.put(
    "/api/bots/:id",
    { schema: { params: BotParams, body: ChangedBot, response: { 200: Bot } } },
    async (request) => {
      const bot = await changeBot(database, request.params.id, request.body);
      if (request.body.name !== undefined) await tell(bot.id);
      return bot;
    },
  );

  app.post("/api/bots/:id/key", { schema: { params: BotParams, response: { 200: Bot } } }, async (request) =>
    rotateKey(database, request.params.id),
  );

  app.delete("/api/bots/:id", { schema: { params: BotParams } }, async (request, reply) => {
    const { id } = await deactivateBot(database, request.params.id);
    await tell(id);
    return reply.code(204).send();
  });
}
