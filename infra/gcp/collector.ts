import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { imageReference } from "../images.ts";
import { appPort, limits, type Mount, mountsOf } from "./containers.ts";
import { keepSecret, type SecretReference } from "./secret.ts";
import { collector } from "./sizing.ts";

/** Where the collector looks for its configuration. */
const configurationFile = "/etc/rungmp/config.yaml";

/** Series become `job="campfire"`, as on every platform: the alerts of alerts/ ask for that. */
const jobLabel = "campfire";

/** What the collector reads: a RunMonitoring document, in that part of YAML which is JSON (cloud.google.com/run/docs/monitoring-managed-prometheus-sidecar). */
export const collectorConfiguration = (port: number, everySeconds: number): string =>
  JSON.stringify({
    apiVersion: "monitoring.googleapis.com/v1beta",
    kind: "RunMonitoring",
    metadata: { name: jobLabel },
    spec: { endpoints: [{ port, path: "/metrics", interval: `${everySeconds}s` }] },
  });

/** Managed Prometheus bills by the sample. */
const scrapeSeconds = 30;

/** Instances can't be scraped from outside, and not by a load balancer one by one: each has a collector beside it (pitfall 12). */
export const collectorContainer = (configuration: SecretReference) => ({
  name: "collector",
  image: imageReference("gmpCollector"),
  dependsOns: ["campfire"],
  volumeMounts: mountsOf([collectorMount(configuration)]),
  resources: { limits: limits(collector), cpuIdle: false },
});

export const collectorMount = (file: SecretReference): Mount => ({ name: "collector", path: configurationFile, file });

/** No secret, but a secret is what Cloud Run can show a container as a file. */
export const keepCollectorConfiguration = (spec: Spec, parent: pulumi.Resource): SecretReference =>
  keepSecret("collector", collectorConfiguration(appPort, scrapeSeconds), { spec, part: "service", parent });
