import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { keepElsewhere, zoneOf } from "../dns.ts";
import { unlockedProblems } from "../image-lock.ts";
import { type ImageLock, readLock } from "../images.ts";
import { findExecutable } from "../local/executables.ts";
import type { Problem } from "../problems.ts";
import { hasCredentials, type Machine, thisMachine } from "./credentials.ts";
import { google, type Lookups } from "./lookups.ts";
import { projectId, region } from "./project.ts";

export { validate } from "./validate.ts";

/** APIs that a stack uses. */
export const apis = [
  "artifactregistry",
  "certificatemanager",
  "cloudscheduler",
  "compute",
  "dns",
  "iam",
  "logging",
  "monitoring",
  "redis",
  "run",
  "secretmanager",
  "sqladmin",
  "storage",
  "storagetransfer",
].map((name) => `${name}.googleapis.com`);

/** What stands in the way in the project, or on the machine that deploys. */
export const preflight = (spec: Spec): Promise<Problem[]> => {
  const config = new pulumi.Config("gcp");
  return look(spec, { machine: thisMachine((key) => config.get(key)), google, findExecutable, lock: readLock() });
};

export interface Surroundings {
  machine: Machine;
  google: Lookups;
  findExecutable: (name: string) => string | undefined;
  lock: ImageLock;
}

export async function look(spec: Spec, { machine, google, findExecutable, lock }: Surroundings): Promise<Problem[]> {
  const here = [
    ...(spec.settings.image === "" && !findExecutable("docker") ? [dockerMissing] : []),
    ...unlockedProblems(spec, ["gmpCollector", "gmpFrontend", "grafana"], lock),
  ];
  if (!hasCredentials(machine)) return [credentialsMissing, ...here];

  const project = projectId();
  const found = await answerOf(google.regions(project));
  if (found.error !== undefined) return [inaccessible(project, found.error), ...here];
  const problems = await Promise.all([apisDisabled(project, google), wrongZone(project, spec, google)]);
  return [...regionClosed(project, found.value), ...problems.flat(), ...here];
}

const dockerMissing: Problem = {
  code: "DOCKER_MISSING",
  setting: "image",
  what: "The app's image is to be built here, and there is no docker on PATH.",
  remedy:
    "Install Docker, or have CI build the image and set its digest: `pulumi config set image REPOSITORY@sha256:…`.",
};

const credentialsMissing: Problem = {
  code: "CREDENTIALS_MISSING",
  what: "There are no credentials for Google Cloud on this machine.",
  remedy:
    "Run `gcloud auth application-default login`; in CI use workload identity federation, which sets GOOGLE_APPLICATION_CREDENTIALS.",
};

const inaccessible = (project: string, error: string): Problem => ({
  code: "GCP_PROJECT_INACCESSIBLE",
  what: `Google refused to look into project ${project}: ${error}`,
  remedy:
    "Check the id, that the credentials are not expired (`gcloud auth application-default login`) and may deploy there, and that billing and the Compute Engine API are on.",
});

function regionClosed(project: string, open: string[]): Problem[] {
  if (open.includes(region())) return [];
  const what = `Region ${region()} is not open to project ${project}.`;
  return [{ code: "GCP_REGION_CLOSED", what, remedy: `Choose one of ${[...open].sort().join(", ")}.` }];
}

async function apisDisabled(project: string, google: Lookups): Promise<Problem[]> {
  const enabled = await Promise.all(apis.map(async (api) => (await answerOf(google.isEnabled(project, api))).value));
  const disabled = apis.filter((_, index) => enabled[index] !== true);
  if (disabled.length === 0) return [];
  const what = `Project ${project} does not have ${disabled.length} of the APIs that a stack uses.`;
  const remedy = `Run \`gcloud services enable ${disabled.join(" ")} --project=${project}\`, and wait a minute.`;
  return [{ code: "GCP_API_DISABLED", what, remedy }];
}

async function wrongZone(project: string, { settings }: Spec, google: Lookups): Promise<Problem[]> {
  const { domain } = settings;
  const name = zoneOf(settings);
  if (name === undefined) return [];
  const problem = (what: string): Problem[] => [
    {
      code: "DNS_ZONE_UNUSABLE",
      setting: "dnsZone",
      what,
      remedy: `Name the public zone of Cloud DNS that holds ${domain} (\`gcloud dns managed-zones list --project=${project}\`), ${keepElsewhere}.`,
    },
  ];
  const zone = await answerOf(google.zone(project, name));
  if (zone.error !== undefined) return problem(`Project ${project} has no zone ${name}.`);
  if (zone.value.visibility === "private") return problem(`Zone ${name} is private: the internet does not ask it.`);
  const holds = `.${domain}.`.endsWith(`.${zone.value.dnsName}`);
  return holds ? [] : problem(`Zone ${name} holds ${zone.value.dnsName}, and ${domain} is not in it.`);
}

type Answer<T> = { value: T; error?: undefined } | { value?: undefined; error: string };

/** A rejection as its first line: Google's errors go on with stack traces and advice for other tools. */
async function answerOf<T>(asked: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await asked };
  } catch (error) {
    return {
      error: String(error instanceof Error ? error.message : error)
        .split("\n")[0]!
        .trim(),
    };
  }
}
