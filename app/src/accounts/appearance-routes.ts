import { type Static, Type } from "typebox";
import type { ServeConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { App } from "../http/server.ts";
import { pictureUploads, readPicture, sendForEver } from "../pictures/upload.ts";
import { Account } from "../protocol/entities.ts";
import { Styles } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { type Account as AccountRow, accountFor } from "./accounts.ts";
import { logoPath, stylesPath } from "./addresses.ts";
import { findLogo, findStyles, setLogo, setStyles } from "./appearance.ts";

interface Services {
  config: ServeConfig;
  database: Database;
  realtime: Realtime;
}

const HashParams = Type.Object({ hash: Type.String({ pattern: "^[0-9a-f]{24}$" }) });
const OPTIONS = { schema: { response: { 200: Account } } };

/** The account's logo and styles: for administrators. */
export function appearanceAdministrationRoutes(app: App, { config, database, realtime }: Services): void {
  const changed = (account: AccountRow): Static<typeof Account> => {
    realtime.toUsers(null, { type: "account", account: accountFor(account, "member", config.publicUrl) });
    return accountFor(account, "administrator", config.publicUrl);
  };

  pictureUploads(app, config.maxRequestBytes, (uploads) => {
    uploads.put("/api/account/logo", OPTIONS, async (request) =>
      changed(await setLogo(database, await readPicture(request, "contain"))),
    );
  });
  app.delete("/api/account/logo", OPTIONS, async () => changed(await setLogo(database, null)));

  app.get("/api/account/styles", { schema: { response: { 200: Styles } } }, async () => ({
    styles: (await findStyles(database))?.styles ?? "",
  }));

  app.put("/api/account/styles", { schema: { body: Styles, response: { 200: Account } } }, async (request) =>
    changed(await setStyles(database, request.body.styles)),
  );
}

/** What pages show before anybody is signed in, too. */
export function appearanceRoutes(app: App, { database }: Services): void {
  app.get("/account/logo/:hash.webp", { schema: { params: HashParams } }, async (request, reply) => {
    const logo = await findLogo(database);
    if (!logo) throw new AppError("not_found", "There is no logo.");
    if (logo.hash !== request.params.hash)
      return reply.header("cache-control", "no-store").redirect(logoPath(logo.hash));
    return sendForEver(reply, "image/webp", logo.content, "public");
  });

  app.get("/account/styles/:hash.css", { schema: { params: HashParams } }, async (request, reply) => {
    const found = await findStyles(database);
    if (!found) throw new AppError("not_found", "There are no styles.");
    if (found.hash !== request.params.hash)
      return reply.header("cache-control", "no-store").redirect(stylesPath(found.hash));
    return sendForEver(reply, "text/css; charset=utf-8", found.styles, "public");
  });
}
