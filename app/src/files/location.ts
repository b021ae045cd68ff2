import { fileURLToPath } from "node:url";
import type { ConfigReader } from "../config-values.ts";

/** Where attachments are kept, as CAMPFIRE_FILES_URL says. */
export type FilesLocation =
  | { kind: "folder"; folder: string }
  | {
      kind: "s3";
      bucket: string;
      /** Before every key: empty, or ends with a slash. */
      prefix: string;
      /** Else as the AWS SDK finds it: AWS_REGION, or its configuration file. */
      region?: string;
      /** Of a store that isn't AWS'. */
      endpoint?: string;
      /** Whether the bucket is named in the path and not in the host name, as most other stores want it. */
      forcePathStyle: boolean;
    };

const VARIABLE = "CAMPFIRE_FILES_URL";
const FOLDER = "file:///var/lib/campfire/files";
const BUCKET = "s3://my-bucket/campfire?region=eu-central-1";
const PARAMETERS = ["region", "endpoint", "forcePathStyle"];

/** Credentials are never in the address: the AWS SDK finds them in its own places, such as AWS_ACCESS_KEY_ID or a role. */
export function readFilesLocation(reader: ConfigReader): FilesLocation {
  const nowhere: FilesLocation = { kind: "folder", folder: "" };
  const text = reader.required(VARIABLE, `Set it like ${FOLDER} or ${BUCKET}.`);
  const url = text === "" ? undefined : reader.url(VARIABLE, text, ["file:", "s3:"], `${FOLDER} or ${BUCKET}`);
  if (!url) return nowhere;
  if (url.protocol === "s3:") return readBucket(reader, url) ?? nowhere;
  try {
    return { kind: "folder", folder: fileURLToPath(url) };
  } catch {
    reader.fail("config_invalid", VARIABLE, "names no absolute local path.", `Set it like ${FOLDER}.`);
    return nowhere;
  }
}

function readBucket(reader: ConfigReader, url: URL): FilesLocation | null {
  const fail = (message: string, remedy: string) => reader.fail("config_invalid", VARIABLE, message, remedy);
  const before = reader.problems.length;
  const { hostname: bucket, searchParams } = url;
  if (url.username !== "" || url.password !== "") {
    fail("holds credentials.", "Take them out and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use a role.");
  }
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || url.port !== "") {
    fail("names no bucket: 3 to 63 lower-case letters, digits, dots and hyphens.", `Set it like ${BUCKET}.`);
  }
  const path = url.pathname.replace(/^\/|\/$/g, "");
  if (path !== "" && !/^[\w.-]+(\/[\w.-]+)*$/.test(path)) {
    fail(`has the prefix "${path}".`, "Use letters, digits, dots, hyphens and underscores between single slashes.");
  }
  for (const name of new Set(searchParams.keys())) {
    if (!PARAMETERS.includes(name)) fail(`has a parameter "${name}".`, `It takes ${PARAMETERS.join(", ")}.`);
  }
  const [region, endpoint, style] = PARAMETERS.map((name) => searchParams.get(name) ?? undefined);
  if (region !== undefined && !/^[a-z0-9-]+$/.test(region))
    fail(`has the region "${region}".`, "Set one like eu-central-1.");
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) {
    fail("has an endpoint that is no address.", "Set one like https://storage.example.com.");
  }
  if (style !== undefined && style !== "true" && style !== "false") {
    fail(`has forcePathStyle=${style}.`, "Set true or false.");
  }
  if (reader.problems.length > before) return null;
  return {
    kind: "s3",
    bucket,
    prefix: path === "" ? "" : `${path}/`,
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    forcePathStyle: style === "true",
  };
}
