import { Type } from "typebox";
import { type AuditedRequest, record } from "../audit/record.ts";
import type { ServeConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import type { Picture } from "../pictures/picture.ts";
import { pictureUploads, readPicture, sendForEver, sendInert } from "../pictures/upload.ts";
import { Id } from "../protocol/entities.ts";
import { SignedIn } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { findUser } from "../users/queries.ts";
import { avatarPath, StableAddresses } from "./addresses.ts";
import { findAvatar, setAvatar, takeAvatarAway } from "./avatars.ts";
import { initialsPicture } from "./initials-picture.ts";

interface Services {
  config: ServeConfig;
  database: Database;
  realtime: Realtime;
}

const UserParams = Type.Object({ id: Id });
const PictureParams = Type.Object({ id: Id, hash: Type.String({ pattern: "^[0-9a-f]{24}$" }) });
const StableParams = Type.Object({ token: Type.String({ maxLength: 60 }) });
const OPTIONS = { schema: { response: { 200: SignedIn } } };

// A new picture is seen within this time by whoever knows only the stable address.
const STABLE_SECONDS = 300;

/** One's own picture. */
export function avatarRoutes(app: App, services: Services): void {
  pictureUploads(app, services.config.maxRequestBytes, (uploads) => {
    uploads.put("/api/profile/avatar", OPTIONS, async (request) =>
      change(services, request, request.viewer.userId, "person", await readPicture(request, "cover")),
    );
  });
  app.delete("/api/profile/avatar", OPTIONS, (request) =>
    change(services, request, request.viewer.userId, "person", null),
  );
}

/** Pictures of bots, and what people show that they shouldn't: for administrators. */
export function avatarAdministrationRoutes(app: App, services: Services): void {
  const { database } = services;
  const options = { schema: { params: UserParams, ...OPTIONS.schema } };
  pictureUploads(app, services.config.maxRequestBytes, (uploads) => {
    uploads.put("/api/bots/:id/avatar", options, async (request) =>
      change(services, request, request.params.id, "bot", await readPicture(request, "cover")),
    );
  });
  app.delete("/api/bots/:id/avatar", options, (request) => change(services, request, request.params.id, "bot", null));

  app.delete("/api/users/:id/avatar", options, async (request) => {
    const { id } = request.params;
    await database.transaction(async (within) => {
      if (!(await takeAvatarAway(within, id))) return;
      await record(within, request, { kind: "person.picture_removed", userId: id });
    });
    return tell(services, id);
  });
}

async function change(
  services: Services,
  request: AuditedRequest,
  userId: number,
  kind: "person" | "bot",
  news: Picture | null,
) {
  await services.database.transaction(async (within) => {
    const changed = await setAvatar(within, userId, kind, news);
    // What people show of themselves is theirs.
    if (changed && kind === "bot")
      await record(within, request, { kind: "bot.changed", userId, details: { changed: ["avatar"] } });
  });
  return tell(services, userId);
}

async function tell({ database, realtime }: Services, userId: number) {
  const user = (await findUser(database, userId))!;
  realtime.toUsers(null, { type: "user", user });
  return { user };
}

/** The pictures that people see; for who is signed in. */
export function avatarPictureRoutes(app: App, { database }: Services): void {
  app.get("/avatars/:id/:hash.webp", { schema: { params: PictureParams } }, async (request, reply) => {
    const { id, hash } = request.params;
    const picture = await findAvatar(database, id);
    if (!picture) throw new AppError("not_found", "There is no picture of this person.");
    // Whoever asks for an older one is about to hear of the newer.
    if (picture.hash !== hash) return reply.header("cache-control", "no-store").redirect(avatarPath(id, picture.hash));
    return sendForEver(reply, "image/webp", picture.content, "private");
  });
}

/** The pictures that bots are told of: an image in any case. For who knows the address. */
export function stableAvatarRoutes(app: App, { config, database }: Services): void {
  const addresses = new StableAddresses(config.secretKey);

  app.get("/users/:token/avatar", { schema: { params: StableParams } }, async (request, reply) => {
    const userId = addresses.read(request.params.token);
    const user = userId && (await findUser(database, userId));
    if (!user) throw new AppError("not_found", "There is nobody at this address.");
    const picture = await findAvatar(database, user.id);
    const content = picture?.content ?? initialsPicture(user);
    const etag = `"${picture?.hash ?? Buffer.from(user.name).toString("base64url")}"`;
    // Pages of other sites may show it: a bot's own, say.
    reply.header("cross-origin-resource-policy", "cross-origin").header("etag", etag);
    reply.header("cache-control", `private, max-age=${STABLE_SECONDS}`);
    if (request.headers["if-none-match"] === etag) return reply.code(304).send();
    return sendInert(reply, picture ? "image/webp" : "image/svg+xml; charset=utf-8", content);
  });
}
