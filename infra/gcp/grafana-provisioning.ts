import { createHash } from "node:crypto";
import * as storage from "@pulumi/gcp/storage/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { dashboardsFor } from "../../dashboards/index.ts";
import { runbooksOf } from "../alerting.ts";
import type { Spec } from "../contract.ts";
import { scopedDashboard } from "../promql.ts";
import { privateBucket } from "./bucket.ts";
import type { Mount } from "./containers.ts";
import { allowObjects } from "./files.ts";
import type { Identity } from "./identity.ts";
import { logsLink } from "./logs.ts";
import { nameOf } from "./names.ts";

/** Where Grafana finds the bucket. */
export const grafanaFolder = "/etc/grafana/campfire";

interface Provisioning {
  bucket: storage.Bucket;
  mount: Mount;
  /** Another one for other content. */
  version: string;
  /** What Grafana has to wait for. */
  ready: pulumi.Resource[];
}

/** Data source and dashboards, as files in a bucket that Grafana mounts: dashboards outgrow what a secret can hold. */
export function grafanaProvisioning(spec: Spec, reader: Identity, parent: pulumi.Resource): Provisioning {
  const files = provisioningFiles(spec, logsLink(spec));
  const bucket = privateBucket("grafana", { spec, part: "monitoring", generated: true }, parent);
  const objects = Object.entries(files).map(
    ([name, content]) =>
      new storage.BucketObject(`grafana-${name}`, { bucket: bucket.name, name, content }, { parent }),
  );
  return {
    bucket,
    mount: { name: "provisioning", path: grafanaFolder, bucket: { bucket, readOnly: true, uid: 472 } },
    version: createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12),
    ready: [...objects, allowObjects(bucket, { who: reader, write: false, name: "grafana" }, parent)],
  };
}

/** Path in the bucket → content; `logs` is where Google shows those of the stack. The files are JSON, which Grafana reads as the YAML that it is. */
export const provisioningFiles = (spec: Spec, logs: string): Record<string, string> => ({
  "provisioning/datasources/prometheus.yaml": JSON.stringify({
    apiVersion: 1,
    datasources: [
      {
        name: "Prometheus",
        uid: "prometheus",
        type: "prometheus",
        // The container beside Grafana.
        url: "http://127.0.0.1:9090",
        isDefault: true,
        jsonData: { httpMethod: "GET", prometheusType: "Prometheus" },
      },
    ],
  }),
  "provisioning/dashboards/campfire.yaml": JSON.stringify({
    apiVersion: 1,
    providers: [{ name: "campfire", type: "file", options: { path: `${grafanaFolder}/boards` } }],
  }),
  ...Object.fromEntries(
    dashboardsFor({ targets: spec.size.targets, runbooks: runbooksOf(spec.settings), logs }).map(({ uid, json }) => [
      `boards/${uid}.json`,
      scopedDashboard(json, { namespace: nameOf(spec) }),
    ]),
  ),
});
