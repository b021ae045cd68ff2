import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { dashboards } from "../../dashboards/index.ts";
import { regionOf } from "./names.ts";

/** A file that Grafana reads when it starts; the path is below its provisioning folder. */
export interface ProvisionedFile {
  path: string;
  content: pulumi.Output<string>;
}

/** Where the container sees its provisioning. */
export const provisioningFolder = "/etc/grafana/provisioning";

/** Managed Prometheus as the source, and every dashboard of dashboards/. `endpoint` is the workspace's address. */
export function provisioning(endpoint: pulumi.Output<string>): ProvisionedFile[] {
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
    ...dashboards.map(({ uid, json }) => ({ path: `campfire/${uid}.json`, content: pulumi.output(json) })),
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
