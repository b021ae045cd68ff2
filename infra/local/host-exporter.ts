import type * as pulumi from "@pulumi/pulumi";
import type { LocalNetwork } from "./network.ts";
import { Process } from "./resources.ts";

/** Those of node_exporter that alerts and dashboards read. */
const collectors = ["cpu", "diskstats", "filesystem", "loadavg", "meminfo", "netdev"];

interface Needs {
  program: string;
  network: LocalNetwork;
  parent: pulumi.Resource;
}

/** Tells Prometheus about the machine. Returns its port. */
export function hostExporter({ program, network, parent }: Needs): number {
  const port = network.ports.hostMetrics;
  new Process(
    "host-exporter",
    {
      directory: network.directory,
      name: "host-exporter",
      command: program,
      args: [
        `--web.listen-address=127.0.0.1:${port}`,
        "--collector.disable-defaults",
        ...collectors.map((name) => `--collector.${name}`),
      ],
      ports: [port],
      portSetting: "campfire:port",
      ready: { http: `http://127.0.0.1:${port}/metrics`, timeoutSeconds: 30 },
    },
    { parent },
  );
  return port;
}
