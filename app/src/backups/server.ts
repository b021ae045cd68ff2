import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BackupMetrics } from "./metrics.ts";

/** `/metrics` and `/health` of the backup process: healthy while the newest backup is younger than `maxAgeMs`. */
export async function serveBackupHealth(
  { host, port }: { host: string; port: number },
  metrics: BackupMetrics,
  maxAgeMs: number,
): Promise<{ server: Server; url: string }> {
  const startedAt = Date.now();
  const server = createServer(async (request, response) => {
    if (request.url === "/metrics") {
      response.setHeader("content-type", metrics.registry.contentType);
      response.end(await metrics.registry.metrics());
    } else if (request.url === "/health" || request.url === "/health/ready" || request.url === "/health/live") {
      // The first backup may take a while.
      const healthy = Date.now() - Math.max(startedAt, metrics.lastSuccessAt) < maxAgeMs;
      const lastBackup = metrics.lastSuccessAt ? new Date(metrics.lastSuccessAt).toISOString() : null;
      response.writeHead(healthy ? 200 : 503, { "content-type": "application/json" });
      response.end(JSON.stringify({ status: healthy ? "healthy" : "the newest backup is too old", lastBackup }));
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(port, host);
  await once(server, "listening");
  return { server, url: `http://${host}:${(server.address() as AddressInfo).port}` };
}
