import { Type } from "typebox";
import type { ServeConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { FileStore } from "../files/store.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { readerStall } from "../http/readers.ts";
import { Id, Message } from "../protocol/entities.ts";
import { ClientMessageId } from "../protocol/requests.ts";
import { isMember } from "../rooms/queries.ts";
import { RoomParams } from "../rooms/routes.ts";
import type { Attachments } from "./attachments.ts";
import { type AttachmentFile, findFile } from "./queries.ts";
import { receiveAttachment, takeForms, uploadSeconds } from "./receive.ts";
import { sendFile, sendingFiles } from "./send.ts";

interface Services {
  config: ServeConfig;
  database: Database;
  store: FileStore;
  attachments: Attachments;
}

/** In the address and not in the form, so that a repeated one is known before the file has come. */
const UploadQuery = Type.Object({ clientMessageId: ClientMessageId });

/** Uploads, for members of the room. In a scope of their own: no other route takes forms. */
export async function uploadRoutes(app: App, { config, database, attachments }: Services): Promise<void> {
  await takeForms(app);

  app.post(
    "/api/rooms/:roomId/attachments",
    {
      schema: { params: RoomParams, querystring: UploadQuery, response: { "2xx": Message } },
      handlerTimeout: uploadSeconds(config) * 1000,
    },
    async (request, reply) => {
      const { roomId } = request.params;
      const client = { roomId, creatorId: request.viewer.userId, ...request.query };
      if (!(await isMember(database, roomId, client.creatorId))) {
        throw new AppError("not_found", "There is no such room among yours.");
      }
      const { message, created } =
        (await attachments.sentBefore(client)) ??
        (await attachments.post(client, (store) =>
          receiveAttachment(request, attachments, config.requestTimeout, store),
        ));
      return reply.code(created ? 201 : 200).send(message);
    },
  );
}

const FileParams = Type.Object({ id: Id });

/** Files and their thumbnails. How many are asked for isn't limited: a page of pictures is many, and a video more; only how many at once. */
export function fileRoutes(app: App, { config, database, store }: Services): void {
  const options = { schema: { params: FileParams }, ...sendingFiles() };
  const find = async (id: number, userId: number): Promise<AttachmentFile> => {
    const file = await findFile(database, id, userId);
    if (!file) throw new AppError("not_found", "There is no such file in your rooms.");
    return file;
  };

  app.get("/attachments/:id/:name", options, async (request, reply) =>
    sendFile(request, reply, store, await find(request.params.id, request.viewer.userId), readerStall(config)),
  );

  app.get("/thumbnails/:id", options, async (request, reply) => {
    const { name, sha256, thumbnail } = await find(request.params.id, request.viewer.userId);
    if (!thumbnail) throw new AppError("not_found", "This file has no thumbnail.");
    const file = { ...thumbnail, name: `${name}.webp`, type: "image/webp", sha256: `${sha256}-thumbnail` };
    return sendFile(request, reply, store, file, readerStall(config));
  });
}
