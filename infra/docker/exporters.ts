import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { container, pulled } from "./containers.ts";
import type { MonitoringNeeds } from "./monitoring.ts";

/** What is watched → the address of its metrics. */
export type Exporters = Record<"postgres" | "valkey" | "host", string>;

/** What tells Prometheus about the parts that don't speak its language. */
export function exporters(spec: Spec, { network, secrets }: MonitoringNeeds, parent: pulumi.Resource): Exporters {
  const limits = { cpus: 0.25, memoryMiB: 64 };
  container(
    spec,
    "postgres-exporter",
    {
      ...limits,
      image: pulled("postgresExporter", parent),
      attachments: [network.data("postgres-exporter"), network.watch("postgres-exporter")],
      environment: {
        DATA_SOURCE_URI: "database:5432/campfire?sslmode=disable",
        DATA_SOURCE_USER: "exporter",
        DATA_SOURCE_PASS: secrets.exporterPassword,
      },
    },
    { parent },
  );
  container(
    spec,
    "valkey-exporter",
    {
      ...limits,
      image: pulled("valkeyExporter", parent),
      attachments: [network.data("valkey-exporter"), network.watch("valkey-exporter")],
      environment: { REDIS_ADDR: "redis://cache:6379", REDIS_PASSWORD: secrets.cachePassword },
    },
    { parent },
  );
  container(
    spec,
    "host-exporter",
    {
      ...limits,
      image: pulled("nodeExporter", parent),
      attachments: [network.watch("host-exporter")],
      command: ["--path.rootfs=/host"],
      volumes: [{ hostPath: "/", containerPath: "/host", readOnly: true }],
      more: { pidMode: "host" },
    },
    { parent },
  );
  return { postgres: "postgres-exporter:9187", valkey: "valkey-exporter:9121", host: "host-exporter:9100" };
}
