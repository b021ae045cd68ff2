import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../infra/kubernetes/cluster.ts";
import { problemsOf } from "../../infra/kubernetes/cluster-check.ts";
import { type Manifest, manifestsOf } from "../../infra/kubernetes/manifests.ts";
import { specOf } from "../../infra/tests/support/spec.ts";
import { type Cell, matrix } from "../conformance/matrix.ts";
import { planCell } from "../conformance/plan.ts";
import type { ControlPlane } from "./support/control-plane.ts";
import { startControlPlane } from "./support/control-plane.ts";
import { installDefinitions } from "./support/crds.ts";

const cells = matrix.filter(({ platform }) => platform === "kubernetes");
const [first] = cells as [Cell, ...Cell[]];
const medium = cells.find(({ size, lifecycle }) => size === "medium" && lifecycle === "staging") ?? first;

/** What the matrix does not ask for, and changes which objects there are. */
const variants: { called: string; config: Record<string, string> }[] = [
  { called: "an Ingress", config: { "campfire:ingressClass": "traefik" } },
  { called: "a certificate of its own authority", config: { "campfire:tls": "internal" } },
  { called: "an issuer of the cluster", config: { "campfire:clusterIssuer": "letsencrypt-dns" } },
  { called: "secrets from a store", config: { "campfire:secretStore": "vault" } },
  {
    called: "a private registry",
    config: { "campfire:registryUser": "robot", "campfire:registryPassword": "example" },
  },
  {
    called: "no bucket",
    config: { "campfire:backupBucket": "", "campfire:backupKeyId": "", "campfire:backupKey": "" },
  },
  { called: "a role instead of a key", config: { "campfire:backupKeyId": "", "campfire:backupKey": "" } },
  {
    called: "attachments in a bucket",
    config: {
      "campfire:filesStorageClass": "",
      "campfire:filesUrl": "s3://files/chat?endpoint=https://s3.example.com:9000",
      "campfire:filesKeyId": "AKIAEXAMPLE",
      "campfire:filesKey": "an-example-key",
    },
  },
  {
    called: "attachments in a bucket that a role opens",
    config: { "campfire:filesStorageClass": "", "campfire:filesUrl": "s3://files?region=eu-central-1" },
  },
  { called: "storage of a class", config: { "campfire:storageClass": "fast" } },
];

let cluster: ControlPlane;
let plain: readonly Manifest[];
beforeAll(async () => {
  plain = await objectsOf(medium);
  cluster = await startControlPlane({ controllers: false });
  await installDefinitions(cluster.api);
});
afterAll(() => cluster?.close());

const objectsOf = async (cell: Cell): Promise<Manifest[]> => manifestsOf((await planCell(cell)).resources);

/** What the server says against a stack's objects: refusals, and warnings too. The namespace is made, since the rest is asked of it. */
async function objectionsTo(manifests: Manifest[]): Promise<string[]> {
  const objections: string[] = [];
  const [namespace] = manifests;
  // The controllers of a whole cluster would make it: pods run as it.
  const account = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "default", namespace: namespace?.metadata.name },
  };
  for (const manifest of manifests) {
    const { status, body, warnings } = await cluster.api.apply(manifest, { dryRun: manifest.kind !== "Namespace" });
    const about = `${manifest.kind} ${manifest.metadata.name}`;
    if (status >= 300) objections.push(`${about}: ${body.message}`);
    objections.push(...warnings.map((warning) => `${about} (warning): ${warning}`));
    if (manifest.kind === "Namespace") await cluster.api.put(account);
  }
  return objections;
}

describe("a real API server takes every object of", () => {
  it.each(cells)("$size, $lifecycle", async (cell) => {
    const manifests = await objectsOf(cell);
    expect(manifests.length).toBeGreaterThan(30);
    expect(await objectionsTo(manifests)).toEqual([]);
  });

  it.each(variants)("a stack with $called", async ({ config }) => {
    const varied = await objectsOf({ ...medium, config: { ...medium.config, ...config } });
    expect(varied).not.toEqual(plain);
    expect(await objectionsTo(varied)).toEqual([]);
  });
});

describe("it would refuse", () => {
  const broken: { called: string; kind: string; name: string; change: (object: Manifest) => void; says: RegExp }[] = [
    {
      called: "a field that does not exist",
      kind: "Deployment",
      name: "campfire",
      change: ({ spec }) => Object.assign(spec as object, { replica: 3 }),
      says: /unknown field|field not declared/,
    },
    {
      called: "a pod without its selector's labels",
      kind: "Deployment",
      name: "campfire",
      change: ({ spec }) => Object.assign((spec as { template: Manifest }).template.metadata, { labels: {} }),
      says: /selector/,
    },
    {
      called: "a budget that allows and forbids at once",
      kind: "PodDisruptionBudget",
      name: "campfire",
      change: ({ spec }) => Object.assign(spec as object, { minAvailable: 1 }),
      says: /mutually exclusive|invalid/i,
    },
    {
      called: "a listener without a protocol",
      kind: "Gateway",
      name: "campfire",
      change: ({ spec }) => delete (spec as { listeners: Record<string, unknown>[] }).listeners[0]?.protocol,
      says: /protocol/,
    },
    {
      called: "a database of no instances",
      kind: "Cluster",
      name: "campfire-database",
      change: ({ spec }) => Object.assign(spec as object, { instances: 0 }),
      says: /instances/,
    },
  ];

  it.each(broken)("$called", async ({ kind, name, change, says }) => {
    const manifests = structuredClone([...plain]);
    const object = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
    if (!object) throw new Error(`there is no ${kind} ${name}`);
    change(object);
    const [namespace] = manifests;
    const objections = await objectionsTo([namespace as Manifest, object]);
    expect(objections.join("\n")).toMatch(says);
  });
});

describe("restricted Pod Security", () => {
  interface Template {
    metadata: Manifest["metadata"];
    spec: { securityContext?: object };
  }
  const podOf = ({ kind, metadata, spec }: Manifest): Manifest[] => {
    const { template } = (spec ?? {}) as { template?: Template };
    if (!template || !["Deployment", "Job", "StatefulSet"].includes(kind)) return [];
    const { name, namespace } = metadata;
    return [
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { ...template.metadata, name: `${name}-0`, namespace },
        spec: template.spec,
      },
    ];
  };

  it("admits every pod of the stack into its namespace", async () => {
    const manifests = structuredClone([...plain]);
    const pods = manifests.flatMap(podOf);
    expect(pods.map(({ metadata }) => metadata.name).sort()).toEqual([
      "campfire-0",
      "campfire-backups-0",
      "campfire-cache-0",
      "campfire-migrate-0",
    ]);
    expect(await objectionsTo([manifests[0] as Manifest, ...pods])).toEqual([]);
  });

  it("keeps out the same pod when it may become root", async () => {
    const manifests = structuredClone([...plain]);
    const [[namespace], [pod]] = [manifests, manifests.flatMap(podOf)];
    const { spec } = pod as Manifest & { spec: Template["spec"] };
    delete spec.securityContext;
    const objections = await objectionsTo([namespace as Manifest, pod as Manifest]);
    expect(objections.join("\n")).toContain('violates PodSecurity "restricted:v1.33"');
  });
});

describe("preflight", () => {
  const settings = plainOnly(medium.config);
  const codes = async (config: Record<string, string>) => {
    const { KubeConfig } = await import("@kubernetes/client-node");
    const kube = new KubeConfig();
    kube.loadFromFile(cluster.kubeconfig);
    const spec = specOf({ ...settings, ...config });
    return (await problemsOf(spec, await connect(kube, 30))).map(({ code, setting }) =>
      `${code} ${setting ?? ""}`.trim(),
    );
  };

  it("finds what the stack uses of a real cluster, and misses a storage class that it has not got", async () => {
    expect(await codes({})).toEqual(["STORAGE_CLASS_UNKNOWN filesStorageClass"]);
    await cluster.api.put({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "shared" },
      provisioner: "example.com/nfs",
    });
    expect(await codes({})).toEqual([]);
  });
});

/** Settings of the project, without its name. */
function plainOnly(config: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace("campfire:", ""), value]));
}
