import * as pulumi from "@pulumi/pulumi";
import { closest } from "fastest-levenshtein";
import { largestRequest } from "../app-variables.ts";
import type { Spec } from "../contract.ts";
import { zoneProblems } from "../dns.ts";
import type { Problem } from "../problems.ts";
import { regions } from "./regions.ts";
import { databaseTiers, gcpSize, mostReplicas } from "./sizing.ts";

/** What a spec asks for that Google Cloud, or this platform on it, never offers. */
export function validate(spec: Spec): Problem[] {
  const config = new pulumi.Config("gcp");
  return [
    ...wrongProject(config.get("project")),
    ...wrongRegion(config.get("region")),
    ...missingDomain(spec),
    ...zoneProblems(spec.settings, { service: "Cloud DNS", example: "ZONE" }),
    ...unreachableImage(spec.settings.image),
    ...tooManyReplicas(spec),
    ...tooLargeRequests(spec),
  ];
}

/** cloud.google.com/resource-manager/docs/creating-managing-projects; old ones bear the domain of their organisation. */
const projectName = /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

function wrongProject(project: string | undefined): Problem[] {
  if (project !== undefined && projectName.test(project)) return [];
  const code = project === undefined ? "GCP_PROJECT_MISSING" : "GCP_PROJECT_INVALID";
  const what =
    project === undefined ? "gcp:project is not set." : `gcp:project is "${project}", which names no project.`;
  const remedy = "Set the id of the project (not its number or title): `pulumi config set gcp:project PROJECT`.";
  return [{ code, what, remedy }];
}

function wrongRegion(region: string | undefined): Problem[] {
  if (region === undefined) {
    const remedy = "Set the region nearest to your people: `pulumi config set gcp:region europe-west1`.";
    return [{ code: "GCP_REGION_MISSING", what: "gcp:region is not set.", remedy }];
  }
  if (regions.includes(region)) return [];
  const what = `gcp:region is "${region}", which is no region with all that a stack needs. Did you mean ${closest(region, regions)}?`;
  return [{ code: "GCP_REGION_UNKNOWN", what, remedy: `Choose one of ${regions.join(", ")}.` }];
}

function missingDomain({ settings }: Spec): Problem[] {
  if (settings.domain !== "") return [];
  const what = "There is no domain, and Google's load balancer has neither a host name nor a certificate of its own.";
  const remedy = "Set a host name that you can make records for: `pulumi config set domain chat.example.com`.";
  return [{ code: "DOMAIN_MISSING", setting: "domain", what, remedy }];
}

/** Registries that Cloud Run pulls from (cloud.google.com/run/docs/deploying, "Supported container registries"). */
const reachable = [/^[a-z0-9-]+-docker\.pkg\.dev\//, /^([a-z]+\.)?gcr\.io\//, /^docker\.io\//];

function unreachableImage(image: string): Problem[] {
  if (image === "" || reachable.some((registry) => registry.test(image))) return [];
  const what = `Cloud Run pulls from Artifact Registry and Docker Hub only, and the image is at ${image.split("/")[0]}.`;
  const remedy =
    "Push it to Artifact Registry, or make a remote repository there that fetches from the other registry (`gcloud artifacts repositories create --mode=remote-repository`).";
  return [{ code: "IMAGE_UNREACHABLE", setting: "image", what, remedy }];
}

/** What Cloud Run lets an HTTP/1 request carry, in bytes (cloud.google.com/run/quotas, "Request limits"). */
const mostRequestBytes = 32 * 1024 * 1024;

function tooLargeRequests({ settings }: Spec): Problem[] {
  const bytes = largestRequest(settings);
  if (bytes <= mostRequestBytes) return [];
  const what = `Requests of ${bytes} bytes would never arrive: Cloud Run takes ${mostRequestBytes}.`;
  const remedy = `Set it to ${mostRequestBytes} or less, or choose another platform.`;
  return [{ code: "REQUESTS_TOO_LARGE", setting: "variables.CAMPFIRE_MAX_REQUEST_SIZE", what, remedy }];
}

function tooManyReplicas(spec: Spec): Problem[] {
  const { database, databaseConnections } = gcpSize(spec);
  const { mostConnections } = databaseTiers[database];
  if (databaseConnections <= mostConnections) return [];
  const most = mostReplicas(spec);
  const what = `${spec.replicas} replicas may open ${databaseConnections} connections, and the database of size ${spec.settings.size} (${database}) bears ${mostConnections}.`;
  const remedy = `Set it to ${most} or fewer, \`pulumi config set replicas ${most}\`, or choose the next size.`;
  return [{ code: "TOO_MANY_REPLICAS", setting: "replicas", what, remedy }];
}
