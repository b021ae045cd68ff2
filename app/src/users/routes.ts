import { accountFor, findAccount } from "../accounts/accounts.ts";
import { largestFile } from "../attachments/receive.ts";
import type { ServeConfig } from "../config.ts";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import type { Presence } from "../presence/presence.ts";
import { State } from "../protocol/entities.ts";
import { listRooms } from "../rooms/queries.ts";
import { findUser, listUsers } from "./queries.ts";

/** All that a client needs to start. */
export function stateRoutes(
  app: App,
  {
    config,
    version,
    database,
    presence,
  }: { config: ServeConfig; version: string; database: Queries; presence: Presence },
): void {
  app.get("/api/state", { schema: { response: { 200: State } } }, async (request) => {
    const { userId } = request.viewer;
    const [account, user, users, rooms] = await Promise.all([
      findAccount(database),
      findUser(database, userId),
      listUsers(database),
      listRooms(database, userId),
    ]);
    return {
      account: accountFor(account!, config.publicUrl),
      user: user!,
      users,
      rooms,
      presence: { online: presence.online() },
      version,
      maxAttachmentBytes: largestFile(config),
    };
  });
}
