import { type Static, Type } from "typebox";
import { type AuditedRequest, record } from "../audit/record.ts";
import type { ServeConfig } from "../config.ts";
import type { Database, Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { pictureUploads, readPicture, sendForEver } from "../pictures/upload.ts";
import { Account } from "../protocol/entities.ts";
import { Styles } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { type Account as AccountRow, accountFor, findAccount, toldAccount } from "./accounts.ts";
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
  const change = async (
    request: AuditedRequest,
    what: "logo" | "styles",
    set: (within: Queries) => Promise<AccountRow>,
  ): Promise<Static<typeof Account>> => {
    const account = await database.transaction(async (within) => {
      const before = await findAccount(within);
      const after = await set(within);
      if (before?.[`${what}Hash`] !== after[`${what}Hash`])
        await record(within, request, { kind: "account.changed", details: { changed: [what] } });
      return after;
    });
    realtime.toUsers(null, { type: "account", account: toldAccount(account) });
    return accountFor(account, config.publicUrl);
  };

  pictureUploads(app, config.maxRequestBytes, (uploads) => {
    uploads.put("/api/account/logo", OPTIONS, async (request) => {
      const logo = await readPicture(request, "contain");
      return change(request, "logo", (within) => setLogo(within, logo));
    });
  });
  app.delete("/api/account/logo", OPTIONS, (request) => change(request, "logo", (within) => setLogo(within, null)));

  app.get("/api/account/styles", { schema: { response: { 200: Styles } } }, async () => ({
    styles: (await findStyles(database))?.styles ?? "",
  }));

  app.put("/api/account/styles", { schema: { body: Styles, response: { 200: Account } } }, (request) =>
    change(request, "styles", (within) => setStyles(within, request.body.styles)),
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
