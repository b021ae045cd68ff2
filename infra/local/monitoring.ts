import { receiversOf, runbooksOf } from "../alerting.ts";
import { componentOf } from "../component.ts";
import type { Backups, Cache, Monitoring, Spec } from "../contract.ts";
import { alertmanager } from "./alertmanager.ts";
import { findExecutable } from "./executables.ts";
import { grafana } from "./grafana.ts";
import { hostExporter } from "./host-exporter.ts";
import { installCommand, versionOf } from "./machine.ts";
import type { LocalNetwork } from "./network.ts";
import { prometheus, sourcesOf } from "./prometheus.ts";
import type { LocalSecrets } from "./secrets.ts";
import type { LocalService } from "./service.ts";

interface Needs {
  network: LocalNetwork;
  secrets: LocalSecrets;
  cache: Cache;
  service: LocalService;
  backups: Backups;
}

/** Debian's name first, then that of the project's own archives and of Homebrew. */
const findEither = (...names: string[]) => names.map((name) => findExecutable(name)).find(Boolean);

/** Prometheus, Alertmanager, node_exporter and Grafana where this machine has them. */
export function monitoring(spec: Spec, { network, secrets, cache, service, backups }: Needs): Monitoring {
  const parent = componentOf("local", "monitoring");
  const prometheusProgram = findExecutable("prometheus");
  if (!prometheusProgram) return withoutPrometheus;

  const alertmanagerProgram = findEither("prometheus-alertmanager", "alertmanager");
  const exporterProgram = findEither("prometheus-node-exporter", "node_exporter");
  const grafanaProgram = findExecutable("grafana-server");
  const alerting = alertmanagerProgram && alertmanager(spec, { program: alertmanagerProgram, network, parent });
  const exporter = exporterProgram && hostExporter({ program: exporterProgram, network, parent });
  const address = prometheus(spec, {
    program: prometheusProgram,
    network,
    service,
    backups,
    alertmanager: alerting || undefined,
    hostExporter: exporter || undefined,
    parent,
  });

  const links: Monitoring["links"] = { prometheus: address };
  if (alerting) links.alertmanager = `http://127.0.0.1:${alerting}`;
  if (grafanaProgram) {
    links.grafana = grafana({
      program: grafanaProgram,
      network,
      password: secrets.grafanaPassword,
      prometheus: address,
      boards: {
        sources: sourcesOf({ alertmanager: alerting || undefined, hostExporter: exporter || undefined }),
        redis: cache.url !== undefined,
        targets: spec.size.targets,
        runbooks: runbooksOf(spec.settings),
      },
      parent,
    });
  }
  const parts = [`Prometheus ${versionOf(prometheusProgram)} on ${address}`];
  if (alerting) parts.push("Alertmanager");
  if (grafanaProgram) parts.push("Grafana");
  return {
    summary: parts.join(", "),
    notices: [...(alerting ? [] : withoutAlertmanager(spec)), ...(grafanaProgram ? [] : [withoutGrafana])],
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

/** Alerts still show in Prometheus; it is news only to those who asked to be told. */
const withoutAlertmanager = ({ settings }: Spec) =>
  Object.keys(receiversOf(settings)).length === 0
    ? []
    : [
        `Alertmanager is not installed, so nobody is told of alerts. For it: \`${installCommand("prometheus-alertmanager", "alertmanager")}\`, then \`npm run up\` again.`,
      ];

const withoutGrafana =
  "Grafana is not installed, so there are no dashboards. For them put grafana-server on PATH (grafana.com/grafana/download), then `npm run up` again.";
