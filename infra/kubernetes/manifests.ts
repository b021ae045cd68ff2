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

/** What an API server reads before it takes a Secret of these types: the form of what is hidden, with nothing in it. */
const hiddenForms: Record<string, Record<string, string>> = {
  "kubernetes.io/dockerconfigjson": { ".dockerconfigjson": '{"auths":{}}' },
};

/**
 * The Kubernetes objects of an offline plan, those first that others are put into. Secrets stay "<secret>", and what only a deployment
 * tells stays "<unknown>", as the reference to an image that is not built yet.
 */
export function manifestsOf(plan: readonly PlanEntry[]): Manifest[] {
  const manifests = plan.filter(isObject).map(({ inputs }) => withoutHints(inputs as unknown as Manifest));
  const namespaces = manifests.filter(({ kind }) => kind === "Namespace");
  return [...namespaces, ...manifests.filter(({ kind }) => kind !== "Namespace")];
}

function withoutHints(object: Manifest): Manifest {
  const form = hiddenForms[String(object.type)];
  return form ? { ...object, stringData: form } : object;
}

/** One document an object, as `kubectl apply -f -` reads them. */
export const toYaml = (manifests: readonly Manifest[]): string =>
  manifests.map((manifest) => `---\n${stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })}`).join("");
