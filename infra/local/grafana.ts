import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { BoardOptions } from "../../dashboards/board.ts";
import { dashboardsFor } from "../../dashboards/index.ts";
import type { LocalNetwork } from "./network.ts";
import { Directory, File, Process } from "./resources.ts";

interface Needs {
  program: string;
  network: LocalNetwork;
  password: pulumi.Input<string>;
  /** The address of Prometheus. */
  prometheus: string;
  boards: BoardOptions;
  parent: pulumi.Resource;
}

/** Grafana with Prometheus as its data source and the dashboards provisioned. Returns its address. */
export function grafana({ program, network, password, prometheus, boards: shown, parent }: Needs): string {
  const { directory, ports } = network;
  const address = `http://127.0.0.1:${ports.grafana}`;
  const folder = (name: string) =>
    new Directory(`grafana-${name}`, { path: pulumi.interpolate`${root.path}/${name}`, mode: "0700" }, { parent }).path;
  const root = new Directory("grafana", { path: pulumi.interpolate`${directory}/grafana`, mode: "0700" }, { parent });
  const provisioning = folder("provisioning");
  const sources = new Directory(
    "grafana-datasources",
    { path: pulumi.interpolate`${provisioning}/datasources` },
    { parent },
  );
  const providers = new Directory(
    "grafana-providers",
    { path: pulumi.interpolate`${provisioning}/dashboards` },
    { parent },
  );
  const boards = folder("boards");

  const file = (name: string, path: pulumi.Output<string>, content: pulumi.Input<string>) =>
    new File(name, { path, content }, { parent });
  const files = [
    file(
      "grafana-prometheus.yml",
      pulumi.interpolate`${sources.path}/prometheus.yml`,
      stringify({
        apiVersion: 1,
        datasources: [{ name: "Prometheus", uid: "prometheus", type: "prometheus", url: prometheus, isDefault: true }],
      }),
    ),
    file(
      "grafana-campfire.yml",
      pulumi.interpolate`${providers.path}/campfire.yml`,
      boards.apply((path) =>
        stringify({ apiVersion: 1, providers: [{ name: "campfire", type: "file", options: { path } }] }),
      ),
    ),
    ...dashboardsFor(shown).map(({ uid, json }) =>
      file(`grafana-${uid}.json`, pulumi.interpolate`${boards}/${uid}.json`, json),
    ),
  ];

  new Process(
    "grafana",
    {
      directory: network.directory,
      name: "grafana",
      command: program,
      args: ["--homepath", grafanaHome(program)],
      env: {
        GF_PATHS_DATA: pulumi.interpolate`${root.path}/data`,
        GF_PATHS_LOGS: pulumi.interpolate`${root.path}/logs`,
        GF_PATHS_PLUGINS: pulumi.interpolate`${root.path}/plugins`,
        GF_PATHS_PROVISIONING: provisioning,
        GF_SERVER_HTTP_ADDR: "127.0.0.1",
        GF_SERVER_HTTP_PORT: String(ports.grafana),
        GF_SECURITY_ADMIN_PASSWORD: password,
        GF_ANALYTICS_REPORTING_ENABLED: "false",
        GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
        GF_USERS_ALLOW_SIGN_UP: "false",
      },
      ports: [ports.grafana],
      portSetting: "campfire:port",
      ready: { http: `${address}/api/health`, timeoutSeconds: 60 },
      triggers: files.map(({ sha256 }) => sha256),
    },
    { parent },
  );
  return address;
}

/** Packages keep Grafana's public files under share; an unpacked archive has them beside bin/. */
const grafanaHome = (program: string) =>
  program.startsWith("/usr/") && !program.startsWith("/usr/local/")
    ? "/usr/share/grafana"
    : join(dirname(program), "..");
