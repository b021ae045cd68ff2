import { createServer, type Server } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Balancer } from "./balancer.ts";

/** What Prometheus gets to know about the ingress. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: "campfire_ingress_request_duration_seconds",
    help: "Requests by class (api, page, asset, health, metrics) and status, with the time until their answer was sent.",
    labelNames: ["class", "status"] as const,
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers: [this.registry],
  });
  readonly limited = new Counter({
    name: "campfire_ingress_limited_total",
    help: "Requests and WebSocket upgrades refused because their address sent too many.",
    labelNames: ["class"] as const,
    registers: [this.registry],
  });
  readonly replicaFailures = new Counter({
    name: "campfire_ingress_replica_failures_total",
    help: "Requests that a replica took and did not answer.",
    labelNames: ["replica"] as const,
    registers: [this.registry],
  });
  readonly upgrades = new Counter({
    name: "campfire_ingress_websocket_upgrades_total",
    help: "WebSocket upgrades passed on to a replica.",
    registers: [this.registry],
  });

  constructor(balancer: Balancer, webSockets: () => number) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: "campfire_ingress_replica_ready",
      help: "1 while a replica gets new requests.",
      labelNames: ["replica"] as const,
      registers: [this.registry],
      collect() {
        for (const { name, ready } of balancer.replicas) this.set({ replica: name }, Number(ready));
      },
    });
    new Gauge({
      name: "campfire_ingress_websockets",
      help: "Open WebSockets.",
      registers: [this.registry],
      collect() {
        this.set(webSockets());
      },
    });
  }
}

/** Answers /metrics and /health (of the ingress itself, whatever its replicas do) on a port of its own. */
export function metricsServer({ registry }: Metrics, balancer: Balancer): Server {
  return createServer(async (request, response) => {
    if (request.url === "/metrics")
      return response.setHeader("content-type", registry.contentType).end(await registry.metrics());
    if (request.url !== "/health") return response.writeHead(404).end();
    const replicas = Object.fromEntries(
      balancer.replicas.map(({ name, ready }) => [name, ready ? "ready" : "unready"]),
    );
    response.setHeader("content-type", "application/json").end(JSON.stringify({ status: "healthy", replicas }));
  });
}
