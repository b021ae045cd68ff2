import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Source } from "../../alerts/alert.ts";
import { prometheusRules } from "../../alerts/prometheus.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { runbooksOf } from "../alerting.ts";
import type { Backups, Spec } from "../contract.ts";
import { watchedOn } from "../watched.ts";
import type { LocalNetwork } from "./network.ts";
import { Directory, File, Process } from "./resources.ts";
import type { LocalService } from "./service.ts";

interface Needs {
  program: string;
  network: LocalNetwork;
  service: LocalService;
  backups: Backups;
  /** Ports of what is there only where it is installed. */
  alertmanager?: number;
  hostExporter?: number;
  parent: pulumi.Resource;
}

/** What is scraped besides the replicas. */
export const sourcesOf = ({ alertmanager, hostExporter }: Pick<Needs, "alertmanager" | "hostExporter">): Source[] =>
  watchedOn.local.filter((source) => {
    if (source === "host") return hostExporter !== undefined;
    return alertmanager !== undefined || (source !== "watchdog" && source !== "prometheus");
  });

/** Scrapes every part, and evaluates the alerts. Returns its address. */
export function prometheus(spec: Spec, needs: Needs): string {
  const { program, network, service, backups, alertmanager, hostExporter, parent } = needs;
  const { directory, ports } = network;
  const port = ports.prometheus;
  const alerts = alertsFor({
    size: spec.size,
    replicas: spec.replicas,
    backupEveryMinutes: backups.everyMinutes,
    sources: sourcesOf({ alertmanager, hostExporter }),
  });
  const rules = new File(
    "alerts.yml",
    {
      path: pulumi.interpolate`${directory}/alerts.yml`,
      content: prometheusRules(alerts, { runbooks: runbooksOf(spec.settings) }),
    },
    { parent },
  );
  const configuration = new File(
    "prometheus.yml",
    {
      path: pulumi.interpolate`${directory}/prometheus.yml`,
      content: rules.path.apply((path) => prometheusConfiguration(path, ports, { alertmanager, hostExporter })),
    },
    { parent },
  );
  const data = new Directory(
    "prometheus",
    { path: pulumi.interpolate`${directory}/prometheus`, mode: "0700" },
    { parent },
  );
  const address = `http://127.0.0.1:${port}`;
  new Process(
    "prometheus",
    {
      directory,
      name: "prometheus",
      command: program,
      args: [
        pulumi.interpolate`--config.file=${configuration.path}`,
        pulumi.interpolate`--storage.tsdb.path=${data.path}`,
        "--storage.tsdb.retention.time=15d",
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      ports: [port],
      portSetting: "campfire:port",
      ready: { http: `${address}/-/ready`, timeoutSeconds: 60 },
      stop: { signal: "SIGTERM", timeoutSeconds: 20 },
      triggers: [configuration.sha256, rules.sha256],
    },
    // The first scrape should find something to scrape, else it looks like an outage.
    { parent, dependsOn: service.processes },
  );
  return address;
}

function prometheusConfiguration(
  rulesFile: string,
  ports: LocalNetwork["ports"],
  { alertmanager, hostExporter }: Pick<Needs, "alertmanager" | "hostExporter">,
): string {
  const replicas = ports.replicas.map((replica, index): Target => [`app-${index + 1}`, replica]);
  return stringify({
    global: { scrape_interval: "10s", scrape_timeout: "5s", evaluation_interval: "15s" },
    rule_files: [rulesFile],
    ...(alertmanager && {
      alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanager}`] }] }] },
    }),
    scrape_configs: [
      scrape("campfire", replicas),
      scrape("ingress", [["ingress", ports.ingressMetrics]]),
      scrape("backups", [["backups", ports.backupsMetrics]]),
      scrape("prometheus", [["prometheus", ports.prometheus]]),
      ...(hostExporter ? [scrape("host", [["host", hostExporter]])] : []),
      ...(alertmanager ? [scrape("alertmanager", [["alertmanager", alertmanager]])] : []),
    ],
  });
}

type Target = [instance: string, port: number];

/** One job; each target is known by its process' name, which outlives its port. */
const scrape = (job: string, targets: Target[]) => ({
  job_name: job,
  static_configs: targets.map(([instance, port]) => ({ targets: [`127.0.0.1:${port}`], labels: { instance } })),
});
