import { Secret, ServiceAccount } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { ConfigReader } from "../../app/src/config-values.ts";
import { type FilesLocation, readFilesLocation } from "../../app/src/files/location.ts";
import type { Spec } from "../contract.ts";
import type { Problem } from "../problems.ts";
import type { KubernetesFiles } from "./files.ts";
import { metadataOf, namespaceOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";
import { secretVariable } from "./pods.ts";

type Bucket = Extract<FilesLocation, { kind: "s3" }>;
type Settings = Pick<Spec["settings"], "filesUrl" | "filesKeyId" | "filesKey" | "filesStorageClass">;

const variable = "CAMPFIRE_FILES_URL";
const example = "s3://campfire-files?region=eu-central-1";

/** The address as the app reads it, and what it would refuse about it. */
function read(filesUrl: string) {
  const reader = new ConfigReader({ [variable]: filesUrl });
  return { location: readFilesLocation(reader), refused: reader.problems };
}

/** The bucket that `filesUrl` names, for checked settings; undefined where attachments are on a volume. */
export function filesBucket({ filesUrl }: Pick<Settings, "filesUrl">): Bucket | undefined {
  if (filesUrl === "") return undefined;
  const { location } = read(filesUrl);
  return location.kind === "s3" ? location : undefined;
}

/** What is wrong with where attachments are to be. An address is never repeated: somebody may have put a key into it. */
export const filesBucketProblems = ({ settings }: Pick<Spec, "settings">): Problem[] =>
  settings.filesUrl === "" ? unusedKey(settings) : [...addressProblems(settings), ...accessProblems(settings)];

function addressProblems({ filesUrl }: Settings): Problem[] {
  const invalid = (what: string, remedy: string) => ({ code: "SETTING_INVALID", setting: "filesUrl", what, remedy });
  if (!filesUrl.startsWith("s3://")) return [invalid("It is not the address of a bucket.", `Set it like ${example}.`)];
  const { location, refused } = read(filesUrl);
  if (refused.length > 0) return refused.map(({ message, remedy }) => invalid(`It ${message}`, inSettings(remedy)));
  if (location.kind === "s3" && (location.region ?? location.endpoint) === undefined) {
    return [invalid("It names no region, and pods have no other place to find it.", `Set it like ${example}.`)];
  }
  return [];
}

const inSettings = (remedy: string) =>
  remedy.replace("AWS_ACCESS_KEY_ID", "filesKeyId").replace("AWS_SECRET_ACCESS_KEY", "filesKey");

function accessProblems({ filesKeyId, filesKey, filesStorageClass }: Settings): Problem[] {
  const setting = filesKeyId === "" ? "filesKeyId" : "filesKey";
  const half: Problem = {
    code: "FILES_KEY_INCOMPLETE",
    setting,
    what: "An access key and its secret come together, and one of the two is missing.",
    remedy: `Set it too: \`pulumi config set --secret ${setting} …\`.`,
  };
  const both: Problem = {
    code: "FILES_IN_TWO_PLACES",
    setting: "filesStorageClass",
    what: "Attachments are either in the bucket of filesUrl or on a volume of this class.",
    remedy: "Remove one of the two; docs/kubernetes.md says how to move from one to the other.",
  };
  return [...((filesKeyId === "") === (filesKey === "") ? [] : [half]), ...(filesStorageClass === "" ? [] : [both])];
}

const unusedKey = (settings: Settings): Problem[] =>
  (["filesKeyId", "filesKey"] as const)
    .filter((setting) => settings[setting] !== "")
    .map((setting) => ({
      code: "SETTING_UNUSED",
      setting,
      what: "It is a key to the bucket of filesUrl, and that is not set.",
      remedy: `Set filesUrl, like ${example}, or remove the key.`,
    }));

/** Attachments, in a bucket that is there already. */
export function filesInBucket(spec: Spec, network: KubernetesNetwork, parent: pulumi.Resource): KubernetesFiles {
  const url = ownFolder(spec);
  const { filesKeyId } = spec.settings;
  const by = filesKeyId === "" ? `a role of the service account ${account}` : "an access key";
  return {
    summary: `${url.href.split("?")[0]}, by ${by}`,
    url: pulumi.output(url.href),
    mounts: [],
    ...(filesKeyId === ""
      ? { variables: [], pod: { serviceAccountName: letInByRole(spec, network, parent) } }
      : { variables: keyVariables(spec, network, parent), pod: {} }),
  };
}

/** Stacks share a bucket: each has a folder of its own, or the backups of one would hold the files of all. */
function ownFolder(spec: Spec): URL {
  const url = new URL(spec.settings.filesUrl);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${namespaceOf(spec)}`;
  return url;
}

const account = "campfire-files";

/** An account that the cloud can tell from every other of the cluster. Nothing in it lets pods talk to the cluster itself. */
function letInByRole(spec: Spec, { namespace }: KubernetesNetwork, parent: pulumi.Resource): pulumi.Output<string> {
  const metadata = metadataOf(spec, namespace, account);
  return new ServiceAccount("files", { metadata, automountServiceAccountToken: false }, { parent }).metadata.name;
}

/** The key in a Secret, by the names of the variables that the app's SDK reads it from. */
function keyVariables(spec: Spec, { namespace }: KubernetesNetwork, parent: pulumi.Resource) {
  const { filesKeyId, filesKey } = spec.settings;
  const stringData = { AWS_ACCESS_KEY_ID: pulumi.secret(filesKeyId), AWS_SECRET_ACCESS_KEY: pulumi.secret(filesKey) };
  const metadata = metadataOf(spec, namespace, "files-credentials");
  const { name } = new Secret("files-credentials", { metadata, stringData }, { parent }).metadata;
  return Object.keys(stringData).map((key) => secretVariable(key, { name, key }));
}
