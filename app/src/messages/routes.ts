import { Type } from "typebox";
import type { Queries } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { App } from "../http/server.ts";
import { Id, Message } from "../protocol/entities.ts";
import { MessagePage, NewMessage, PageQuery } from "../protocol/requests.ts";
import { isMember } from "../rooms/queries.ts";
import { RoomParams } from "../rooms/routes.ts";
import { readPage } from "./page.ts";
import type { MessagePoster } from "./post.ts";
import { findMessage } from "./queries.ts";

export function messageRoutes(app: App, { database, poster }: { database: Queries; poster: MessagePoster }): void {
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

  app.get(
    "/api/messages/:id",
    { schema: { params: Type.Object({ id: Id }), response: { 200: Message } } },
    async (request) => {
      const message = await findMessage(database, request.params.id, request.viewer.userId);
      if (!message) throw new AppError("not_found", "There is no such message in your rooms.");
      return message;
    },
  );
}
