import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findAccount } from "../accounts/accounts.ts";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";

/**
 * What an installed app is called: as the team is. Browsers ask for it without a cookie, so it says nothing that isn't
 * for everybody.
 */
export async function manifestRoute(
  app: App,
  { database, folder }: { database: Queries; folder: string },
): Promise<void> {
  const built = await readFile(join(folder, "manifest.webmanifest"), "utf8").catch(() => null);
  if (built === null) return;
  const manifest = JSON.parse(built) as object;
  app.get("/manifest.webmanifest", async (_request, reply) => {
    const name = (await findAccount(database))?.name;
    reply.type("application/manifest+json").header("cache-control", "no-cache");
    return JSON.stringify({ ...manifest, ...(name && { name, short_name: name }) });
  });
}
