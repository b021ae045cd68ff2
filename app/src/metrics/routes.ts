import type { App } from "../http/app.ts";
import type { Metrics } from "./metrics.ts";

// A scanner may try any method; the label takes only these.
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

// Load balancers and Prometheus ask for these all the time: they are no traffic, and an unready replica answers 503 by design.
const PROBES = new Set(["/health", "/health/ready", "/health/live", "/up", "/metrics"]);
export const isProbe = (route: string) => PROBES.has(route);

/** Counts every request by its route's pattern, never by its address. */
export function countRequests(app: App, metrics: Metrics): void {
  app.addHook("onResponse", async (request, reply) => {
    const method = METHODS.has(request.method) ? request.method : "other";
    const route = request.routeOptions.url ?? "unmatched";
    if (isProbe(route)) return;
    metrics.httpAnswered(method, route, reply.statusCode, reply.elapsedTime / 1000);
  });
}

export function metricsRoutes(app: App, metrics: Metrics): void {
  app.get("/metrics", async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}
