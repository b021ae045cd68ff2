import { record } from "../audit/record.ts";
import type { ServeConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { Account } from "../protocol/entities.ts";
import { ChangedAccount } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { administratorIds } from "../users/administration.ts";
import { accountFor, changeAccount, findAccount, renewJoinCode, toldAccount } from "./accounts.ts";

/** The account's settings: for administrators. */
export function accountAdministrationRoutes(
  app: App,
  { config, database, realtime }: { config: ServeConfig; database: Database; realtime: Realtime },
): void {
  app.put("/api/account", { schema: { body: ChangedAccount, response: { 200: Account } } }, async (request) => {
    const account = await database.transaction(async (within) => {
      const before: Record<string, unknown> = { ...(await findAccount(within)) };
      const after = await changeAccount(within, request.body);
      const changed = Object.entries(after).flatMap(([name, value]) => (value === before[name] ? [] : [name]));
      if (changed.length > 0) await record(within, request, { kind: "account.changed", details: { changed } });
      return after;
    });
    realtime.toUsers(null, { type: "account", account: toldAccount(account) });
    return accountFor(account, config.publicUrl);
  });

  app.post("/api/account/join-code", { schema: { response: { 200: Account } } }, async (request) => {
    const account = await database.transaction(async (within) => {
      await record(within, request, { kind: "invitation.renewed" });
      return renewJoinCode(within);
    });
    // Without the link: who may see it asks for it again.
    const event = { type: "account" as const, account: toldAccount(account) };
    realtime.toUsers(await administratorIds(database), event);
    return accountFor(account, config.publicUrl);
  });
}
