import * as cloudrun from "@pulumi/gcp/cloudrunv2/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { type Environment, envsOf, limits, type Mount, mountsOf, volumesOf, vpcAccess } from "./containers.ts";
import type { Identity } from "./identity.ts";
import { nameOf } from "./names.ts";
import type { GcpNetwork } from "./network.ts";
import { labels, region } from "./project.ts";

export interface AppJob {
  spec: Spec;
  part: PartName;
  network: GcpNetwork;
  image: pulumi.Input<string>;
  identity: Identity;
  /** Of `campfire`, as ["migrate"]. */
  args: string[];
  environment: Environment;
  mounts: Mount[];
  cpu: number;
  memoryMiB: number;
  timeoutSeconds: number;
  retries: number;
  /** Run it once for each value, as part of creating or updating the job, which fails when the run does. */
  runOnceFor?: pulumi.Input<string>;
  dependsOn: pulumi.Resource[];
}

/** A command of the app that runs to its end, as a Cloud Run job. */
export function appJob(name: string, job: AppJob, parent: pulumi.Resource): cloudrun.Job {
  return new cloudrun.Job(
    name,
    {
      name: nameOf(job.spec, name),
      location: region(),
      labels: labels(job.spec, job.part),
      // A job holds no data, and one that could not be replaced would stop the next migration.
      deletionProtection: false,
      runExecutionToken: job.runOnceFor,
      template: {
        taskCount: 1,
        template: {
          serviceAccount: job.identity.email,
          executionEnvironment: "EXECUTION_ENVIRONMENT_GEN2",
          maxRetries: job.retries,
          timeout: `${job.timeoutSeconds}s`,
          vpcAccess: vpcAccess(job.network),
          volumes: volumesOf(job.mounts),
          containers: [
            {
              name,
              image: job.image,
              args: job.args,
              envs: envsOf(job.environment),
              volumeMounts: mountsOf(job.mounts),
              resources: { limits: limits(job) },
            },
          ],
        },
      },
    },
    // Its name is its own: a second one can't be made beside it.
    { parent, dependsOn: job.dependsOn, deleteBeforeReplace: true },
  );
}
