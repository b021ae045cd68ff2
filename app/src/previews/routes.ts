import { Type } from "typebox";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { Id } from "../protocol/entities.ts";
import { findPicture } from "./queries.ts";

const Params = Type.Object({ id: Id });

/** Pictures of links. Not counted as calls of the API: a page of messages may show forty. */
export function previewRoutes(app: App, { database }: { database: Queries }): void {
  app.get("/api/messages/:id/preview/picture", { schema: { params: Params } }, async (request, reply) => {
    const picture = await findPicture(database, request.params.id, request.viewer.userId);
    if (!picture) throw new AppError("not_found", "There is no such picture in your rooms.");
    return reply
      .type("image/webp")
      .header("cache-control", "private, max-age=86400")
      .header("content-security-policy", "default-src 'none'; sandbox")
      .send(picture);
  });
}
