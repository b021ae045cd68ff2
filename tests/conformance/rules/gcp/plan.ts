import type { PlanEntry } from "../../../../engine/plan/json.ts";
import { ofType, type Plan } from "../rule.ts";

/** Types of Google Cloud's resources that rules ask for. */
export const types = {
  service: "gcp:cloudrunv2/service:Service",
  job: "gcp:cloudrunv2/job:Job",
  database: "gcp:sql/databaseInstance:DatabaseInstance",
  cache: "gcp:redis/instance:Instance",
  bucket: "gcp:storage/bucket:Bucket",
  secret: "gcp:secretmanager/secret:Secret",
  secretVersion: "gcp:secretmanager/secretVersion:SecretVersion",
  secretReader: "gcp:secretmanager/secretIamMember:SecretIamMember",
  account: "gcp:serviceaccount/account:Account",
  firewall: "gcp:compute/firewall:Firewall",
  webFirewall: "gcp:compute/securityPolicy:SecurityPolicy",
  backend: "gcp:compute/backendService:BackendService",
  alert: "gcp:monitoring/alertPolicy:AlertPolicy",
  schedule: "gcp:cloudscheduler/job:Job",
} as const;

export const platforms = ["gcp"] as const;

/** What a container is, as far as rules look. */
export interface Container {
  name: string;
  image: string;
  args?: string[];
  envs?: { name: string; value?: string; valueSource?: { secretKeyRef: { secret: string; version: string } } }[];
  volumeMounts?: { name: string; mountPath: string }[];
  resources: { limits: Record<string, string>; cpuIdle?: boolean };
  startupProbe?: { httpGet: { path: string } };
  livenessProbe?: { httpGet: { path: string } };
  ports?: { name: string };
}

/** The template of a service's instances, or of a job's tasks. */
export interface Template {
  containers: Container[];
  volumes?: { name: string; gcs?: { bucket: string; mountOptions: string[] }; secret?: { secret: string } }[];
  vpcAccess: { connector?: string; egress: string; networkInterfaces: { tags: string[] }[] };
  serviceAccount?: string;
  timeout: string;
  sessionAffinity?: boolean;
}

export interface Runs {
  entry: PlanEntry;
  template: Template;
}

/** Everything that runs containers: services first, then jobs. */
export const everythingThatRuns = (plan: Plan): Runs[] => [
  ...ofType(plan, types.service).map((entry) => ({ entry, template: entry.inputs.template as unknown as Template })),
  ...ofType(plan, types.job).map((entry) => ({
    entry,
    template: (entry.inputs.template as { template: unknown }).template as Template,
  })),
];

/** One of them by its name in the program; throws when there is none. */
export function running(plan: Plan, type: string, name: string): Runs {
  const found = everythingThatRuns(plan).find(({ entry }) => entry.type === type && entry.name === name);
  if (!found) throw new Error(`the plan has no ${type} "${name}"`);
  return found;
}

/** Every `property` that resources of a type have, none of which may be missing; throws when there is no such resource. */
export function each<T>(plan: Plan, type: string, look: (inputs: T, entry: PlanEntry) => string[]): string[] {
  const found = ofType(plan, type);
  if (found.length === 0) throw new Error(`the plan has no ${type}`);
  return found.flatMap((entry) => look(entry.inputs as T, entry).map((what) => `${entry.name}: ${what}`));
}

/** "wanted x, and it is y", or nothing. */
export const differs = (what: string, is: unknown, wanted: unknown): string[] =>
  JSON.stringify(is) === JSON.stringify(wanted)
    ? []
    : [`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`];
