import type { App } from "../http/app.ts";
import type { Readiness } from "./readiness.ts";

/** For load balancers and people. None needs a session, none is counted against a limit. */
export function healthRoutes(app: App, readiness: Readiness): void {
  app.get("/health", async () => ({ status: "healthy", timestamp: new Date().toISOString() }));

  app.get("/health/ready", async (_request, reply) => {
    const { ready, database, services } = await readiness.report();
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not ready", database, services });
  });

  app.get("/health/live", async () => ({
    status: "alive",
    uptime: `${Math.floor(process.uptime())}s`,
    memory: `${Math.round(process.memoryUsage.rss() / 1_048_576)}MB`,
  }));

  // Where existing installs look.
  app.get("/up", async (_request, reply) => reply.type("text/html").send("<!DOCTYPE html><title>up</title>"));
}
