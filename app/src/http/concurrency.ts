import { isProbe } from "../metrics/routes.ts";
import type { App } from "./app.ts";
import { AppError } from "./errors.ts";

/** Refuses requests with `unavailable` while this replica serves `limit` others: a queue would only make all of them late. */
export function limitConcurrency(app: App, limit: number): void {
  let serving = 0;
  app.addHook("onRequest", async (request, reply) => {
    // An answered probe keeps a busy replica from being restarted.
    if (isProbe(request.routeOptions.url ?? "")) return;
    if (serving >= limit) throw new AppError("unavailable", "Too much is asked at the same time. Try again.", 1);
    serving++;
    reply.raw.once("close", () => serving--);
  });
}
