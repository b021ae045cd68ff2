import { stringify } from "yaml";
import type { PlanEntry } from "../../engine/plan/json.ts";

/** A Kubernetes object as an API server takes it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  [field: string]: unknown;
}

const isObject = ({ type, custom }: PlanEntry) =>
  custom && type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh/");

/** A Secret's content is hidden whole: what stands in for it where an API server looks into it, by the type of the Secret. */
const hiddenContent: Record<string, Record<string, string>> = {
  "kubernetes.io/basic-auth": { username: "<secret>", password: "<secret>" },
  "kubernetes.io/dockerconfigjson": { ".dockerconfigjson": '{"auths":{}}' },
};

/**
 * The Kubernetes objects of an offline plan, those first that others are put into. What Secrets hold is left out,
 * and what only a deployment tells stays "<unknown>", as the reference to an image that is not built yet.
 */
export function manifestsOf(plan: readonly PlanEntry[]): Manifest[] {
  const manifests = plan.filter(isObject).map(({ inputs }) => withContent(inputs as unknown as Manifest));
  const namespaces = manifests.filter(({ kind }) => kind === "Namespace");
  return [...namespaces, ...manifests.filter(({ kind }) => kind !== "Namespace")];
}

function withContent(object: Manifest): Manifest {
  if (object.kind !== "Secret") return object;
  return { ...object, stringData: hiddenContent[String(object.type)] ?? {} };
}

/** One document an object, as `kubectl apply -f -` reads them. */
export const toYaml = (manifests: readonly Manifest[]): string =>
  manifests.map((manifest) => `---\n${stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })}`).join("");
