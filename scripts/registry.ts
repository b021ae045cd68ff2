import { createHash } from "node:crypto";

/** An image by name, in full: `docker.io/library/node:24.21.0-trixie-slim`. */
interface ImageName {
  host: string;
  repository: string;
  tag: string;
}

export interface RegistryOptions {
  /** Where a registry's API is, by its host: `https://quay.io`. */
  baseOf(host: string): string;
}

/** Docker Hub's API is not at the host that its images are named after. */
export const officialRegistries: RegistryOptions = {
  baseOf: (host) => `https://${host === "docker.io" ? "registry-1.docker.io" : host}`,
};

/** An index, which is one digest for all processors, before the manifest of one. */
const accepted = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Milliseconds for a registry to answer. */
const patience = 30_000;

/**
 * The digest that an image's tag stands for now, `sha256:…`, as the OCI distribution API tells it. It is computed from the manifest itself,
 * so that neither the registry nor whoever is between can claim another one. Throws with the reason when it can't be had.
 */
export async function digestOf(image: string, { baseOf }: RegistryOptions = officialRegistries): Promise<string> {
  const { host, repository, tag } = parse(image);
  const url = `${baseOf(host)}/v2/${repository}/manifests/${tag}`;
  let answer = await ask(url);
  const challenge = answer.headers.get("www-authenticate");
  if (answer.status === 401 && challenge) answer = await ask(url, await anonymousToken(challenge));
  if (!answer.ok)
    throw new Error(answer.status === 404 ? "there is no such version" : `the registry says ${answer.status}`);

  const manifest = Buffer.from(await answer.arrayBuffer());
  const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
  const claimed = answer.headers.get("docker-content-digest");
  if (claimed !== null && claimed !== digest) throw new Error(`the registry claims ${claimed}, and sent ${digest}`);
  return digest;
}

function parse(image: string): ImageName {
  const [, host = "", repository = "", tag = ""] = /^([^/]+)\/([^:@]+):([^:@/]+)$/.exec(image) ?? [];
  if (tag === "") throw new Error("it is not named in full, as host/repository:version");
  return { host, repository, tag };
}

async function ask(url: string, token?: string): Promise<Response> {
  const headers = { accept: accepted, ...(token && { authorization: `Bearer ${token}` }) };
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(patience) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    throw new Error(`the registry can't be reached (${cause?.code || cause?.message || message})`);
  }
}

/** A registry gives everybody a token to read what is public: its answer without one says where (Bearer realm="…",service="…",scope="…"). */
async function anonymousToken(challenge: string): Promise<string> {
  const values = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  const { realm, ...query } = values as Record<string, string>;
  if (!challenge.startsWith("Bearer ") || !realm) throw new Error("the registry wants another kind of sign-in");
  const answer = await ask(`${realm}?${new URLSearchParams(query)}`);
  const { token, access_token } = answer.ok ? ((await answer.json()) as Record<string, string>) : {};
  const given = token ?? access_token;
  if (given === undefined) throw new Error(`the registry gives no token (${answer.status})`);
  return given;
}
