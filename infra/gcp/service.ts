import { createHash } from "node:crypto";
import * as cloudrun from "@pulumi/gcp/cloudrunv2/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Image, Service, Spec } from "../contract.ts";
import type { GcpCache } from "./cache.ts";
import { collectorContainer, collectorMount, keepCollectorConfiguration } from "./collector.ts";
import { type AppRuntime, appPort, appRuntime, envsOf, limits, mountsOf, volumesOf, vpcAccess } from "./containers.ts";
import type { GcpDatabase } from "./database.ts";
import { allowObjects, type GcpFiles } from "./files.ts";
import { grantInProject, type Identity, identity } from "./identity.ts";
import { appJob } from "./job.ts";
import { nameOf } from "./names.ts";
import type { GcpNetwork } from "./network.ts";
import { labels, region } from "./project.ts";
import { allowReading } from "./secret.ts";
import type { GcpSecrets } from "./secrets.ts";
import { gcpSize } from "./sizing.ts";

export interface GcpService extends Service {
  service: cloudrun.Service;
  /** The job that migrates the database: what else uses it has to come after. */
  migrated: pulumi.Resource;
  runtime: AppRuntime;
}

interface Needs {
  network: GcpNetwork;
  secrets: GcpSecrets;
  database: GcpDatabase;
  cache: GcpCache;
  files: GcpFiles;
  image: Image;
}

/** As long as Cloud Run lets a request last. A WebSocket is one: the client connects again every hour, and misses nothing (pitfall 11). */
const longestRequest = "3600s";

/** Equal instances of the app on Cloud Run, which the load balancer alone reaches. A revision serves only once it is ready. */
export function service(spec: Spec, needs: Needs): GcpService {
  const { network, database, cache, files, image } = needs;
  const parent = componentOf("gcp", "service");
  const runtime = appRuntime(spec, needs);
  const who = identity("campfire", `Runs ${spec.project} ${spec.stack}`, parent);
  const configuration = keepCollectorConfiguration(spec, parent);
  const allowed = [
    ...[...runtime.secrets, configuration].map((secret) => allowReading(secret, who, parent)),
    allowObjects(files.bucket, { who, write: true, name: "files" }, parent),
    grantInProject(who, "roles/monitoring.metricWriter", parent),
  ];
  const ready = [...allowed, ...database.ready, ...cache.ready];
  const migrated = migrationJob(spec, { ...needs, who, runtime, ready }, parent);

  const { app, minInstances, maxInstances, concurrency } = gcpSize(spec);
  const mounts = Object.values(runtime.mounts);
  const running = new cloudrun.Service(
    "campfire",
    {
      // Known beforehand: alerts and dashboards ask for the series of this name.
      name: nameOf(spec),
      location: region(),
      labels: labels(spec, "service"),
      ingress: "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
      // People sign in to the app, not to Google; the load balancer is the only one that gets this far.
      invokerIamDisabled: true,
      defaultUriDisabled: true,
      // Unset it would be true, whatever the lifecycle (pitfall 16).
      deletionProtection: spec.lifecycle.protectData,
      // Between these Cloud Run decides; an `up` sets only the bounds (pitfall 6).
      scaling: { scalingMode: "AUTOMATIC", minInstanceCount: minInstances, maxInstanceCount: maxInstances },
      traffics: [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 }],
      template: {
        serviceAccount: who.email,
        executionEnvironment: "EXECUTION_ENVIRONMENT_GEN2",
        timeout: longestRequest,
        // A help where it works, for a client that comes back; nothing depends on it (pitfall 11).
        sessionAffinity: true,
        maxInstanceRequestConcurrency: concurrency,
        scaling: { maxInstanceCount: maxInstances },
        vpcAccess: vpcAccess(network),
        volumes: volumesOf([...mounts, collectorMount(configuration)]),
        containers: [
          {
            name: "campfire",
            image: image.reference,
            args: ["serve"],
            ports: { containerPort: appPort, name: "http1" },
            envs: envsOf(runtime.environment),
            volumeMounts: mountsOf(mounts),
            // CPU also between requests: WebSockets, the bus and the collector go on there (pitfall 12).
            resources: { limits: limits(app), cpuIdle: false, startupCpuBoost: true },
            startupProbe: {
              httpGet: { path: "/health/ready", port: appPort },
              periodSeconds: 5,
              timeoutSeconds: 3,
              failureThreshold: 24,
            },
            livenessProbe: {
              httpGet: { path: "/health/live", port: appPort },
              periodSeconds: 10,
              timeoutSeconds: 3,
              failureThreshold: 6,
            },
          },
          collectorContainer(configuration),
        ],
      },
    },
    { parent, protect: spec.lifecycle.protectData, dependsOn: [migrated, ...ready] },
  );

  return {
    summary: pulumi.interpolate`Cloud Run ${running.name} in ${region()}, ${minInstances} to ${maxInstances} instances`,
    replicas: spec.replicas,
    service: running,
    migrated,
    runtime,
    commands: {
      "follow the logs": pulumi.interpolate`gcloud beta run services logs tail ${running.name} --region=${region()}`,
      "go back to the revision before": pulumi.interpolate`gcloud run services update-traffic ${running.name} --region=${region()} --to-revisions=REVISION=100`,
    },
  };
}

interface MigrationNeeds extends Needs {
  who: Identity;
  runtime: AppRuntime;
  ready: pulumi.Resource[];
}

/**
 * Migrates as part of `up`: Cloud Run counts a job that has a runExecutionToken as created or updated only when the execution named by the
 * token has succeeded, so whatever depends on the job comes after the migration. The token is made of the image and the database: the same
 * image does not migrate twice, a new image or a restored database does. An `up` whose migration fails leaves the old revision serving.
 */
function migrationJob(spec: Spec, needs: MigrationNeeds, parent: pulumi.Resource) {
  const { network, database, image, who, runtime, ready } = needs;
  return appJob(
    "migrate",
    {
      spec,
      part: "service",
      network,
      image: image.reference,
      identity: who,
      args: ["migrate"],
      environment: {
        NODE_ENV: "production",
        CAMPFIRE_LOG_LEVEL: spec.settings.logLevel,
        CAMPFIRE_DATABASE_URL: database.secret,
      },
      mounts: [runtime.mounts.database],
      cpu: 1,
      memoryMiB: 512,
      timeoutSeconds: 900,
      retries: 0,
      runOnceFor: pulumi.all([image.reference, database.instance.name]).apply(migrationToken),
      dependsOn: ready,
    },
    parent,
  );
}

/** Twelve hexadecimal digits: it becomes part of the execution's name, which is short. */
export const migrationToken = (subjects: string[]): string =>
  createHash("sha256").update(subjects.join("\0")).digest("hex").slice(0, 12);
