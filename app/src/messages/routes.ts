import { Type } from "typebox";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { Boost, Id, Message } from "../protocol/entities.ts";
import { EditedMessage, MessagePage, NewBoost, NewMessage, PageQuery } from "../protocol/requests.ts";
import { isMember } from "../rooms/queries.ts";
import { RoomParams } from "../rooms/routes.ts";
import type { MessageChanges } from "./changes.ts";
import { readPage } from "./page.ts";
import type { MessagePoster } from "./post.ts";
import { findMessage } from "./queries.ts";

const MessageParams = Type.Object({ id: Id });
const BoostParams = Type.Object({ id: Id, boostId: Id });

interface Services {
  database: Queries;
  poster: MessagePoster;
  changes: MessageChanges;
}

export function messageRoutes(app: App, { database, poster, changes }: Services): void {
  const PATH = "/api/rooms/:roomId/messages";

  app.get(
    PATH,
    { schema: { params: RoomParams, querystring: PageQuery, response: { 200: MessagePage } } },
    async (request) => {
      const { roomId } = request.params;
      if (!(await isMember(database, roomId, request.viewer.userId))) {
        throw new AppError("not_found", "There is no such room among yours.");
      }
      return readPage(database, roomId, request.query);
    },
  );

  app.post(
    PATH,
    { schema: { params: RoomParams, body: NewMessage, response: { "2xx": Message } } },
    async (request, reply) => {
      const { roomId } = request.params;
      const { message, created } = await poster.post({ roomId, creatorId: request.viewer.userId, ...request.body });
      return reply.code(created ? 201 : 200).send(message);
    },
  );

  app.get("/api/messages/:id", { schema: { params: MessageParams, response: { 200: Message } } }, async (request) => {
    const message = await findMessage(database, request.params.id, request.viewer.userId);
    if (!message) throw new AppError("not_found", "There is no such message in your rooms.");
    return message;
  });

  app.put(
    "/api/messages/:id",
    { schema: { params: MessageParams, body: EditedMessage, response: { 200: Message } } },
    async (request) => changes.edit(request.viewer, request.params.id, request.body),
  );

  app.delete("/api/messages/:id", { schema: { params: MessageParams } }, async (request, reply) => {
    await changes.delete(request.viewer, request.params.id);
    return reply.code(204).send();
  });

  app.delete("/api/messages/:id/preview", { schema: { params: MessageParams } }, async (request, reply) => {
    await changes.removePreview(request.viewer, request.params.id);
    return reply.code(204).send();
  });

  app.post(
    "/api/messages/:id/boosts",
    { schema: { params: MessageParams, body: NewBoost, response: { 201: Boost } } },
    async (request, reply) => {
      const { boost } = await changes.boost(request.viewer, request.params.id, request.body.content);
      return reply.code(201).send(boost);
    },
  );

  app.delete("/api/messages/:id/boosts/:boostId", { schema: { params: BoostParams } }, async (request, reply) => {
    await changes.withdrawBoost(request.viewer, request.params.id, request.params.boostId);
    return reply.code(204).send();
  });
}
