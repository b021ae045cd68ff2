import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { prometheusRules } from "../../alerts/prometheus.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { componentOf } from "../component.ts";
import type { Backups, Monitoring, Spec } from "../contract.ts";
import { findExecutable } from "./executables.ts";
import { grafana } from "./grafana.ts";
import { installCommand, versionOf } from "./machine.ts";
import type { LocalNetwork } from "./network.ts";
import { Directory, File, Process } from "./resources.ts";
import type { LocalSecrets } from "./secrets.ts";
import type { LocalService } from "./service.ts";

interface Needs {
  network: LocalNetwork;
  secrets: LocalSecrets;
  service: LocalService;
  backups: Backups;
}

/** Prometheus and Grafana where this machine has them. */
export function monitoring(spec: Spec, { network, secrets, service, backups }: Needs): Monitoring {
  const parent = componentOf("local", "monitoring");
  const prometheusProgram = findExecutable("prometheus");
  if (!prometheusProgram) return withoutPrometheus;

  const address = prometheus(spec, { program: prometheusProgram, network, service, backups, parent });
  const grafanaProgram = findExecutable("grafana-server");
  const links: Monitoring["links"] = { prometheus: address };
  if (grafanaProgram) {
    links.grafana = grafana({
      program: grafanaProgram,
      network,
      password: secrets.grafanaPassword,
      prometheus: address,
      parent,
    });
  }
  return {
    summary: `Prometheus ${versionOf(prometheusProgram)} on ${address}${grafanaProgram ? ", Grafana" : ""}`,
    notices: grafanaProgram ? [] : [withoutGrafana],
    links,
  };
}

const withoutPrometheus: Monitoring = {
  summary: "metrics at every replica's /metrics (no prometheus on PATH)",
  notices: [
    `Prometheus is not installed, so nothing collects the metrics and no alert fires. For it: \`${installCommand("prometheus", "prometheus")}\`, then \`npm run up\` again.`,
  ],
  links: {},
};

const withoutGrafana =
  "Grafana is not installed, so there are no dashboards. For them put grafana-server on PATH (grafana.com/grafana/download), then `npm run up` again.";

interface PrometheusNeeds {
  program: string;
  network: LocalNetwork;
  service: LocalService;
  backups: Backups;
  parent: pulumi.Resource;
}

/** Scrapes every replica, the ingress and the backups. Returns its address. */
function prometheus(spec: Spec, { program, network, service, backups, parent }: PrometheusNeeds): string {
  const { directory, ports } = network;
  const port = ports.prometheus;
  const rules = new File(
    "alerts.yml",
    {
      path: pulumi.interpolate`${directory}/alerts.yml`,
      content: prometheusRules(
        alertsFor({ size: spec.size, replicas: spec.replicas, backupEveryMinutes: backups.everyMinutes }),
      ),
    },
    { parent },
  );
  const configuration = new File(
    "prometheus.yml",
    {
      path: pulumi.interpolate`${directory}/prometheus.yml`,
      content: rules.path.apply((path) =>
        stringify({
          global: { scrape_interval: "10s", scrape_timeout: "5s", evaluation_interval: "15s" },
          rule_files: [path],
          scrape_configs: [
            scrape(
              "campfire",
              ports.replicas.map((replica, index) => [`app-${index + 1}`, replica]),
            ),
            scrape("ingress", [["ingress", ports.ingressMetrics]]),
            scrape("backups", [["backups", ports.backupsMetrics]]),
          ],
        }),
      ),
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

/** One job; each target is known by its process' name, which outlives its port. */
const scrape = (job: string, targets: [instance: string, port: number][]) => ({
  job_name: job,
  static_configs: targets.map(([instance, port]) => ({ targets: [`127.0.0.1:${port}`], labels: { instance } })),
});
