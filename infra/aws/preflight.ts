import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones.js";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity.js";
import * as route53 from "@pulumi/aws/route53/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { keepElsewhere, zoneOf, zoneProblems } from "../dns.ts";
import { unlockedProblems } from "../image-lock.ts";
import { type ImageLock, readLock } from "../images.ts";
import { findExecutable } from "../local/executables.ts";
import type { Problem } from "../problems.ts";
import { regions } from "./regions.ts";
import { awsSize, connectionsOf, databaseConnections, fargateTask } from "./sizing.ts";

/** What a spec asks for that AWS never offers. Pure but for the provider's region, which the stack file sets too. */
export function validate(spec: Spec, region = new pulumi.Config("aws").get("region")): Problem[] {
  return [...wrongRegion(region), ...wrongDomain(spec), ...tooMuch(spec)];
}

function wrongRegion(region: string | undefined): Problem[] {
  if (region !== undefined && regions.includes(region)) return [];
  const what = region === undefined ? "aws:region is not set." : `${JSON.stringify(region)} is not a region of AWS.`;
  return [
    {
      code: "AWS_REGION",
      what,
      remedy: `Set where the stack is to be, as in \`pulumi config set aws:region eu-central-1\`. There are: ${regions.join(", ")}.`,
    },
  ];
}

/** The domain that a name is directly below of, which is the likeliest zone. */
const parentOf = (domain: string) => domain.split(".").slice(1).join(".");

function wrongDomain({ settings }: Spec): Problem[] {
  const { domain } = settings;
  if (domain === "") {
    const what = "AWS gives certificates only for a host name, and without one there is no TLS.";
    const remedy = "Set the host name of the chat: `pulumi config set domain chat.example.com`.";
    return [{ code: "DOMAIN_MISSING", setting: "domain", what, remedy }];
  }
  const zone = zoneOf(settings);
  if (zone === undefined) return zoneProblems(settings, { service: "Route 53", example: parentOf(domain) });
  if (domain === zone || domain.endsWith(`.${zone}`)) return [];
  const what = `${domain} is not in the zone ${zone}, which therefore can't hold its records.`;
  const remedy = `Set the Route 53 zone that ends the domain (\`pulumi config set dnsZone ${parentOf(domain)}\`), ${keepElsewhere}.`;
  return [{ code: "DOMAIN_OUTSIDE_ZONE", setting: "dnsZone", what, remedy }];
}

function tooMuch(spec: Spec): Problem[] {
  const problems: Problem[] = [];
  const { cpu, memoryMiB } = spec.size.app;
  if (!fargateTask(cpu, memoryMiB)) {
    const what = `Fargate has no task of ${cpu} cores with ${memoryMiB} MiB.`;
    const remedy = "Change the size's numbers in infra/presets.ts: 4 cores and 30 GiB are the most.";
    problems.push({ code: "TASK_TOO_LARGE", setting: "size", what, remedy });
  }
  const { databaseClass } = awsSize(spec);
  const [needed, most] = [databaseConnections(spec), connectionsOf(databaseClass)];
  if (needed > most) {
    const fitting = Math.floor(
      (most - (needed - spec.replicas * spec.size.database.connectionsPerReplica)) /
        spec.size.database.connectionsPerReplica,
    );
    const what = `${spec.replicas} replicas open up to ${needed} database connections, and ${databaseClass} bears ${most}.`;
    const remedy = `Set at most ${fitting} (\`pulumi config set replicas ${fitting}\`), or choose the next size.`;
    problems.push({ code: "TOO_MANY_REPLICAS", setting: "replicas", what, remedy });
  }
  return problems;
}

/** What stands in the way in this account: asked of AWS through the provider, before anything is made. */
export const preflight = (spec: Spec): Promise<Problem[]> => look(spec, { findExecutable, lock: readLock() });

/** What this machine and the repository bring along. */
export interface Surroundings {
  findExecutable: (name: string) => string | undefined;
  lock: ImageLock;
}

export async function look(spec: Spec, { findExecutable, lock }: Surroundings): Promise<Problem[]> {
  const builds = spec.settings.image === "";
  const here = [
    ...(builds && !findExecutable("docker") ? [dockerMissing] : []),
    ...unlockedProblems(
      spec,
      ["adotCollector", "awsCli", "grafana", "postgres", ...(builds ? (["node"] as const) : [])],
      lock,
    ),
  ];
  const refused = await credentials();
  if (refused.length > 0) return [...refused, ...here];
  const found = await Promise.all([enoughZones(spec), zoneExists(spec)]);
  return [...found.flat(), ...here];
}

const dockerMissing: Problem = {
  code: "DOCKER_MISSING",
  setting: "image",
  what: "The app's image is to be built here, and there is no docker on PATH.",
  remedy:
    "Install Docker, or have CI build the image for linux/arm64 and set its digest: `pulumi config set image REPOSITORY@sha256:…`.",
};

async function credentials(): Promise<Problem[]> {
  try {
    await getCallerIdentity({});
    return [];
  } catch (error) {
    const what = `AWS knows nobody by the credentials of this shell (${firstLine(error)}).`;
    const remedy =
      "Sign in (`aws sso login`, with AWS_PROFILE set) or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `aws sts get-caller-identity` shows who you are.";
    return [{ code: "AWS_CREDENTIALS", what, remedy }];
  }
}

async function enoughZones(spec: Spec): Promise<Problem[]> {
  if (spec.settings.networkStack !== "") return [];
  const { zones } = awsSize(spec);
  const { names } = await getAvailabilityZones({
    state: "available",
    filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
  });
  if (names.length >= zones) return [];
  const what = `This region has ${names.length} availability zones (${names.join(", ")}), and size ${spec.settings.size} spans ${zones}.`;
  const remedy = "Choose a smaller size, or another region: `pulumi config set aws:region REGION`.";
  return [{ code: "TOO_FEW_ZONES", setting: "size", what, remedy }];
}

async function zoneExists({ settings }: Spec): Promise<Problem[]> {
  const zone = zoneOf(settings);
  if (zone === undefined) return [];
  try {
    await route53.getZone({ name: zone, privateZone: false });
    return [];
  } catch (error) {
    const what = `Route 53 of this account has no public zone ${zone} (${firstLine(error)}).`;
    const remedy = `Make the zone and delegate the domain to it, use the account that has it, ${keepElsewhere}.`;
    return [{ code: "DNS_ZONE_MISSING", setting: "dnsZone", what, remedy }];
  }
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).trim().split("\n")[0];
