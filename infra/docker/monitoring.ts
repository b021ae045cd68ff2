import * as pulumi from "@pulumi/pulumi";
import { alertmanagerConfiguration } from "../../alerts/alertmanager.ts";
import { prometheusRules } from "../../alerts/prometheus.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { receiversOf, runbooksOf } from "../alerting.ts";
import { componentOf } from "../component.ts";
import type { Backups, Monitoring, Spec } from "../contract.ts";
import { watchedOn } from "../watched.ts";
import { container, pulled, volume } from "./containers.ts";
import { type Exporters, exporters } from "./exporters.ts";
import { grafana } from "./grafana.ts";
import { ingressMetricsPort } from "./ingress.ts";
import type { DockerNetwork } from "./network.ts";
import { prometheusConfiguration, type Target } from "./prometheus.ts";
import type { DockerSecrets } from "./secrets.ts";
import type { DockerService } from "./service.ts";

export interface MonitoringNeeds {
  network: DockerNetwork;
  secrets: DockerSecrets;
  service: DockerService;
  backups: Backups;
}

/** `nobody`, whom Prometheus' images run as. */
const nobody = "65534:65534";

/** Prometheus, Alertmanager, Grafana and exporters. Nothing of it can be reached from outside: Grafana only from the host itself. */
export function monitoring(spec: Spec, needs: MonitoringNeeds): Monitoring {
  const { network, service, backups } = needs;
  const parent = componentOf("docker", "monitoring");
  const watched = exporters(spec, needs, parent);

  const routes = pulumi.secret(alertmanagerConfiguration(receiversOf(spec.settings)));
  container(
    spec,
    "alertmanager",
    {
      image: pulled("alertmanager", parent),
      cpus: 0.5,
      memoryMiB: 128,
      user: nobody,
      attachments: [network.watch("alertmanager"), network.edge("alertmanager")],
      command: [
        "--config.file=/etc/alertmanager/alertmanager.yml",
        "--storage.path=/alertmanager",
        "--cluster.listen-address=",
      ],
      volumes: [
        volume(spec, "alertmanager-configuration", "/etc/alertmanager", { parent }),
        volume(spec, "alertmanager", "/alertmanager", { parent }),
      ],
      uploads: [{ file: "/etc/alertmanager/alertmanager.yml", content: routes }],
    },
    { parent },
  );
  const alerts = alertsFor({
    size: spec.size,
    replicas: spec.replicas,
    backupEveryMinutes: backups.everyMinutes,
    sources: watchedOn.docker,
  });
  const folder = "/etc/prometheus";
  container(
    spec,
    "prometheus",
    {
      image: pulled("prometheus", parent),
      cpus: 1,
      memoryMiB: 1024,
      user: nobody,
      attachments: [network.watch("prometheus")],
      command: [
        `--config.file=${folder}/prometheus.yml`,
        "--storage.tsdb.path=/prometheus",
        `--storage.tsdb.retention.time=${retentionDays}d`,
      ],
      volumes: [
        volume(spec, "prometheus-configuration", folder, { parent }),
        volume(spec, "prometheus", "/prometheus", { parent }),
      ],
      uploads: [
        { file: `${folder}/prometheus.yml`, content: prometheusConfiguration(targetsOf(service, watched)) },
        { file: `${folder}/alerts.yml`, content: prometheusRules(alerts, { runbooks: runbooksOf(spec.settings) }) },
      ],
    },
    { parent },
  );
  const address = grafana(spec, needs, parent);
  return {
    summary: `Prometheus, Alertmanager with ${alerts.length} alerts, Grafana`,
    notices: [
      `Grafana is at ${address} on the host itself; from elsewhere through \`ssh -L 3001:127.0.0.1:3001 HOST\`.`,
    ],
    links: { grafana: address },
  };
}

/** Days that measurements are kept: enough for the objectives' 30 days. */
const retentionDays = 35;

const targetsOf = ({ names }: DockerService, watched: Exporters): Target[] => [
  { job: "campfire", instances: Object.fromEntries(names.map((name) => [name, `${name}:3000`])) },
  { job: "backups", instances: { backups: "backups:3000" } },
  { job: "ingress", instances: { ingress: `ingress:${ingressMetricsPort}` } },
  ...Object.entries(watched).map(([job, address]) => ({ job, instances: { [job]: address } })),
  { job: "prometheus", instances: { prometheus: "localhost:9090" } },
  { job: "alertmanager", instances: { alertmanager: "alertmanager:9093" } },
];
