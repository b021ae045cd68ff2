import type * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { dashboardsFor } from "../../dashboards/index.ts";
import { runbooksOf } from "../alerting.ts";
import type { Spec } from "../contract.ts";
import { watchedOn } from "../watched.ts";
import { container, pulled, volume } from "./containers.ts";
import type { MonitoringNeeds } from "./monitoring.ts";

/** The user of the official image, in the group root. */
const grafanaUser = "472:0";
const provisioning = "/etc/grafana/provisioning";
const boards = `${provisioning}/boards`;

/** Grafana with Prometheus as its data source and the dashboards provisioned. Returns its address, which is of the host only. */
export function grafana(spec: Spec, { network, secrets }: MonitoringNeeds, parent: pulumi.Resource): string {
  const address = "http://localhost:3001";
  container(
    spec,
    "grafana",
    {
      image: pulled("grafana", parent),
      cpus: 0.5,
      memoryMiB: 256,
      user: grafanaUser,
      attachments: [network.watch("grafana"), network.edge("grafana")],
      ports: [{ internal: 3000, external: 3001, ip: "127.0.0.1" }],
      environment: {
        GF_SECURITY_ADMIN_PASSWORD: secrets.grafanaPassword,
        GF_SERVER_ROOT_URL: address,
        GF_ANALYTICS_REPORTING_ENABLED: "false",
        GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
        GF_USERS_ALLOW_SIGN_UP: "false",
        GF_LOG_MODE: "console",
      },
      volumes: [
        volume(spec, "grafana", "/var/lib/grafana", { parent }),
        volume(spec, "grafana-configuration", provisioning, { parent }),
      ],
      uploads: [
        {
          file: `${provisioning}/datasources/prometheus.yml`,
          content: stringify({
            apiVersion: 1,
            datasources: [
              {
                name: "Prometheus",
                uid: "prometheus",
                type: "prometheus",
                url: "http://prometheus:9090",
                isDefault: true,
              },
            ],
          }),
        },
        {
          file: `${provisioning}/dashboards/campfire.yml`,
          content: stringify({
            apiVersion: 1,
            providers: [{ name: "campfire", type: "file", options: { path: boards } }],
          }),
        },
        ...dashboardsFor({
          sources: watchedOn.docker,
          targets: spec.size.targets,
          runbooks: runbooksOf(spec.settings),
        }).map(({ uid, json }) => ({ file: `${boards}/${uid}.json`, content: json })),
      ],
    },
    { parent },
  );
  return address;
}
