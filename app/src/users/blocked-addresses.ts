import { Batcher } from "../batcher.ts";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { areBlocked } from "./bans.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whether it was refused since a banned person used its address. */
    addressBlocked?: true;
  }
}

// It may be lifted at any time; nobody knows when.
const RETRY_SECONDS = 60;
const LARGEST_BATCH = 500;

/** Answers 429 to what would change something from an address that a banned person used; reading stays possible. */
export function refuseBlockedAddresses(app: App, database: Queries): void {
  // Every message asks: those that come together ask together.
  const lookups = new Batcher<string, boolean>(LARGEST_BATCH, (addresses) => areBlocked(database, addresses));
  app.addHook("onRequest", async (request) => {
    if (["GET", "HEAD", "OPTIONS"].includes(request.method) || !(await lookups.add(request.ip))) return;
    request.addressBlocked = true;
    throw new AppError("blocked", "Nothing can be changed from this network address.", RETRY_SECONDS);
  });
}
