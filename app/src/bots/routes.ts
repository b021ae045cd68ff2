import { randomUUID } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Attachments, Incoming } from "../attachments/attachments.ts";
import { findFileOfMessage, type StoredAttachment } from "../attachments/queries.ts";
import { receiveAttachment, takeForms, uploadSeconds } from "../attachments/receive.ts";
import { sendFile, sendingFiles } from "../attachments/send.ts";
import type { ServeConfig } from "../config.ts";
import type { Queries } from "../database/database.ts";
import type { FileStore } from "../files/store.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { networkOf } from "../http/networks.ts";
import { consume, type RateLimits } from "../http/rate-limits.ts";
import { readerStall } from "../http/readers.ts";
import type { MessageChanges } from "../messages/changes.ts";
import type { MessagePoster } from "../messages/post.ts";
import { isMember } from "../rooms/queries.ts";
import { findUser, findUsers } from "../users/queries.ts";
import { holdsForm, readBoost, readContent, takeRawBodies } from "./body.ts";
import { findBotByKey } from "./keys.ts";
import { BotJson } from "./message-json.ts";
import { numberOf, readBotPage } from "./queries.ts";
import { answerUnchanged } from "./unchanged.ts";

interface Services {
  config: ServeConfig;
  database: Queries;
  limits: RateLimits;
  poster: MessagePoster;
  changes: MessageChanges;
  store: FileStore;
  attachments: Attachments;
}

interface Params {
  roomId: string;
  key: string;
  id?: string;
  boostId?: string;
}

const PATH = "/rooms/:roomId/:key/messages";
const OPTIONS = { config: { forBots: true as const } };

/** What bots do, as Campfire's bots expect it to the letter: statuses, headers and names are theirs. */
export function botRoutes(app: App, services: Services): void {
  const { config, database, limits, poster, changes, store, attachments } = services;
  const json = new BotJson(config);

  app.register(async (bots) => {
    takeRawBodies(bots, config.maxRequestBytes);
    await takeForms(bots);
    answerUnchanged(bots);
    bots.addHook("onRequest", async (request, reply) => {
      const params = request.params as Params;
      // A key that was read from a file ends with its line.
      params.key = params.key.trim();
      const userId = await findBotByKey(database, params.key);
      if (userId === null) {
        await consume(limits.requests, `address:${networkOf(request.ip)}`);
        return reply.redirect("/session/new");
      }
      await consume(limits.bots, `bot:${userId}`);
      request.viewer = { sessionId: 0, userId, role: "bot" };
      const roomId = idOf(params.roomId);
      if (!(await isMember(database, roomId, userId))) throw notFound();
    });

    const fileOf = (request: FastifyRequest) => (store: (incoming: Incoming) => Promise<StoredAttachment>) =>
      receiveAttachment(request, attachments, config.requestTimeout, store);
    const uploading = { ...OPTIONS, handlerTimeout: uploadSeconds(config) * 1000 };
    bots.post(PATH, uploading, async (request, reply) => {
      const roomId = idOf((request.params as Params).roomId);
      const client = { roomId, creatorId: request.viewer.userId, clientMessageId: randomUUID() };
      const { message } = holdsForm(request)
        ? await attachments.post(client, fileOf(request))
        : await poster.post({ ...client, ...(await readContent(database, request.body)) });
      return reply
        .code(201)
        .header("location", json.url(`/messages/${message.id}`))
        .send();
    });

    bots.get(PATH, OPTIONS, async (request, reply) => {
      const { roomId: room, key } = request.params as Params;
      const roomId = idOf(room);
      const { before, after } = request.query as Record<string, unknown>;
      // An empty one counts as none, and before as the first, as Campfire has it.
      const side = !before && after ? "after" : "before";
      const from = before || after;
      const number = from ? await numberOf(database, roomId, idOf(from)) : Number.MAX_SAFE_INTEGER;
      if (number === null) throw notFound();
      const { messages, more, total } = await readBotPage(database, roomId, side, number);
      const creators = await findUsers(database, [...new Set(messages.map((message) => message.creatorId))]);
      const next = side === "before" ? messages[0] : messages.at(-1);
      reply.header("x-total-count", total);
      if (next && more) {
        reply.header("link", `<${json.url(`/rooms/${roomId}/${key}/messages?${side}=${next.id}`)}>; rel="next"`);
      }
      return messages.map((message) => json.message(message, creators.get(message.creatorId)!, key));
    });

    bots.get(`${PATH}/:id/attachment`, { ...OPTIONS, ...sendingFiles() }, async (request, reply) => {
      const { roomId, id } = request.params as Params;
      const file = await findFileOfMessage(database, idOf(roomId), idOf(id));
      if (!file) throw notFound();
      return sendFile(request, reply, store, file, readerStall(config));
    });

    bots.route({
      method: ["PATCH", "PUT"],
      url: `${PATH}/:id`,
      ...uploading,
      handler: async (request) => {
        const id = await messageId(request);
        const { viewer } = request;
        const message = holdsForm(request)
          ? await attachments.take(fileOf(request), (file) => changes.replaceFile(viewer, id, file))
          : await changes.edit(viewer, id, await readContent(database, request.body));
        return json.message(message, (await findUser(database, message.creatorId))!, (request.params as Params).key);
      },
    });

    bots.delete(`${PATH}/:id`, OPTIONS, async (request, reply) => {
      await changes.delete(request.viewer, await messageId(request));
      return reply.code(204).send();
    });

    bots.post(`${PATH}/:id/boosts`, OPTIONS, async (request, reply) => {
      const id = await messageId(request);
      const { boost, message } = await changes.boost(request.viewer, id, readBoost(request.body));
      return reply.code(201).send(json.boost(boost, (await findUser(database, request.viewer.userId))!, message));
    });

    bots.delete(`${PATH}/:id/boosts/:boostId`, OPTIONS, async (request, reply) => {
      const id = await messageId(request);
      await changes.withdrawBoost(request.viewer, id, idOf((request.params as Params).boostId));
      return reply.code(204).send();
    });
  });

  /** The message that the address names; throws `not_found` unless it is in the room that the address names. */
  async function messageId(request: FastifyRequest): Promise<number> {
    const params = request.params as Params;
    const id = idOf(params.id);
    if ((await numberOf(database, idOf(params.roomId), id)) === null) throw notFound();
    return id;
  }
}

/** What is no id can't be found, which is not the same as a wrong request. */
function idOf(text: unknown): number {
  if (typeof text !== "string" || !/^[1-9]\d{0,14}$/.test(text)) throw notFound();
  return Number(text);
}

const notFound = () => new AppError("not_found", "There is nothing here that this bot can see.");

/** Refuses a bot's key anywhere but in the addresses above. */
export function refuseBotKeys(app: App): void {
  app.addHook("onRequest", async (request) => {
    if (request.routeOptions.config?.forBots) return;
    const query = request.url.indexOf("?");
    if (query < 0 || !new URLSearchParams(request.url.slice(query)).has("bot_key")) return;
    throw new AppError("forbidden", "A bot's key is taken only in /rooms/ROOM/KEY/messages.");
  });
}
