import { tmpdir } from "node:os";
import type { Redis } from "ioredis";
import type { Metric, Registry } from "prom-client";
import { watchAttachments } from "../../../app/src/attachments/metrics.ts";
import { BackupMetrics } from "../../../app/src/backups/metrics.ts";
import type { Queries } from "../../../app/src/database/database.ts";
import { Readiness } from "../../../app/src/health/readiness.ts";
import { watchMail } from "../../../app/src/mail/metrics.ts";
import { Metrics } from "../../../app/src/metrics/metrics.ts";
import { watchSignIns } from "../../../app/src/metrics/sign-ins.ts";
import { watchStack } from "../../../app/src/metrics/stack.ts";
import { previewCounter } from "../../../app/src/previews/previewer.ts";
import { watchPush } from "../../../app/src/push/metrics.ts";
import type { Balancer } from "../../../infra/local/proxy/balancer.ts";
import { Metrics as IngressMetrics } from "../../../infra/local/proxy/metrics.ts";

/** Nothing is asked of it: only what metrics there are is looked at. */
const queries: Queries = { query: () => Promise.reject(new Error("not asked")) };

function replica(): Registry {
  const metrics = new Metrics("0.0.0", "app-1");
  previewCounter(metrics.instruments);
  metrics.watch({
    pool: () => ({ size: 0, idle: 0, waiting: 0 }),
    poolMax: 20,
    sockets: () => ({ open: 0, backlogged: 0, closing: 0 }),
    usersOnline: () => 0,
    messagesWaiting: () => 0,
    busConnected: () => true,
  });
  watchStack(metrics.instruments, {
    queries,
    redis: { status: "end" } as Redis,
    readiness: new Readiness(queries, async () => {}),
    filesFolder: tmpdir(),
    publicUrl: new URL("https://chat.example.com"),
  });
  watchAttachments(metrics.instruments, queries);
  watchPush(metrics.instruments, queries);
  watchSignIns(metrics.instruments);
  watchMail(metrics.instruments);
  return metrics.registry;
}

/** Everything that a part tells, by the heading that docs/metrics.md has for it. */
export const registries = (): Record<string, Registry> => ({
  "A replica": replica(),
  "The process that makes backups": new BackupMetrics(tmpdir()).registry,
  "The local ingress": new IngressMetrics({ replicas: [] } as unknown as Balancer, () => 0).registry,
});

export interface MetricRow {
  name: string;
  type: string;
  labels: string[];
  help: string;
}

/** What Node and the system say of a process, which is the same for all: those that prom-client collects by default. */
export const isDefault = (name: string) => /^(campfire_)?(process|nodejs)_/.test(name);

export const rowsOf = (registry: Registry): MetricRow[] =>
  (registry.getMetricsAsArray() as unknown as (Metric & { name: string; help: string; labelNames: string[] })[]).map(
    (metric) => ({
      name: metric.name,
      type: metric.constructor.name.toLowerCase(),
      labels: [...metric.labelNames],
      help: metric.help,
    }),
  );
