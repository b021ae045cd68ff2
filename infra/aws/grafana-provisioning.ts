import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { dashboardsFor } from "../../dashboards/index.ts";
import { runbooksOf } from "../alerting.ts";
import type { Spec } from "../contract.ts";
import { errorsLink } from "./logs.ts";
import { regionOf } from "./names.ts";

/** A file that Grafana reads when it starts; the path is below its provisioning folder. */
export interface ProvisionedFile {
  path: string;
  content: pulumi.Output<string>;
}

/** Where the container sees its provisioning. */
export const provisioningFolder = "/etc/grafana/provisioning";

interface Needs {
  /** The workspace's address. */
  endpoint: pulumi.Output<string>;
  /** The group of the replicas' log. */
  logGroup: pulumi.Output<string>;
}

/** Managed Prometheus as the source, and every dashboard of dashboards/, with the way to logs and runbooks. */
export function provisioning({ size, settings }: Spec, { endpoint, logGroup }: Needs): ProvisionedFile[] {
  const { targets } = size;
  const boards = errorsLink(logGroup).apply((logs) => dashboardsFor({ targets, runbooks: runbooksOf(settings), logs }));
  return [
    { path: "datasources/prometheus.yaml", content: endpoint.apply((url) => datasource(url, regionOf())) },
    {
      path: "dashboards/campfire.yaml",
      content: pulumi.output(
        stringify({
          apiVersion: 1,
          providers: [
            { name: "campfire", folder: "Campfire", type: "file", options: { path: `${provisioningFolder}/campfire` } },
          ],
        }),
      ),
    },
    // Which there are does not follow from any address.
    ...dashboardsFor({}).map(({ uid }, index) => ({
      path: `campfire/${uid}.json`,
      content: boards.apply((all) => all[index]?.json ?? ""),
    })),
  ];
}

/** Requests are signed with the task's own role: Grafana holds no key. */
export const datasource = (url: string, region: string) =>
  stringify({
    apiVersion: 1,
    datasources: [
      {
        name: "Prometheus",
        uid: "prometheus",
        type: "prometheus",
        access: "proxy",
        url,
        isDefault: true,
        jsonData: { httpMethod: "POST", sigV4Auth: true, sigV4AuthType: "default", sigV4Region: region },
      },
    ],
  });
