import type { Manifest } from "../../../infra/kubernetes/manifests.ts";
import { selectorOf, type Workload } from "../../../infra/kubernetes/metadata.ts";
import type { Answer, ApiClient } from "./api-client.ts";
import { until } from "./processes.ts";

/** What the tests see of a pod. */
export interface Pod {
  name: string;
  image: string;
  ready: boolean;
  /** Deleted, and on its way out. */
  leaving: boolean;
  /** Empty while it waits for one. */
  node: string;
  zone: string;
}

// biome-ignore lint/suspicious/noExplicitAny: an object of any kind, as the server sends it.
type Raw = any;
const zoneLabel = "topology.kubernetes.io/zone";
const mergePatch = "application/merge-patch+json";

/** Nodes that only pretend, so many in each zone. */
export async function addNodes(api: ApiClient, zones: Record<string, number>): Promise<void> {
  for (const [zone, count] of Object.entries(zones)) {
    for (let number = 1; number <= count; number++) {
      const name = `node-${zone}${number}`;
      const labels = { [zoneLabel]: zone, "kubernetes.io/hostname": name, "kubernetes.io/os": "linux" };
      const room = { cpu: "16", memory: "64Gi", pods: "110" };
      const node = { apiVersion: "v1", kind: "Node", metadata: { name, labels } };
      await api.put(node as Manifest);
      const status = { status: { allocatable: room, capacity: room } };
      await api.send("PATCH", `/api/v1/nodes/${name}/status`, status, mergePatch);
    }
  }
}

/** Storage that is there already: a volume for each claim, as a provisioner would make it. */
export async function bindVolumes(api: ApiClient, manifests: readonly Manifest[]): Promise<void> {
  for (const { kind, metadata, spec } of manifests) {
    if (kind !== "PersistentVolumeClaim") continue;
    const { accessModes, resources, storageClassName } = spec as Raw;
    const { name, namespace } = metadata;
    await api.put({
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name },
      spec: {
        accessModes,
        capacity: resources.requests,
        storageClassName: storageClassName ?? "",
        claimRef: { name, namespace },
        hostPath: { path: `/volumes/${name}` },
      },
    } as Manifest);
  }
}

/** A stack's namespace on simulated nodes, seen and handled as an operator would. */
export class SimulatedCluster {
  readonly #api: ApiClient;
  readonly #namespace: string;

  constructor(api: ApiClient, namespace: string) {
    this.#api = api;
    this.#namespace = namespace;
  }

  async pods(selector: Record<string, string> = {}): Promise<Pod[]> {
    const labelSelector = Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(",");
    const path = `/api/v1/namespaces/${this.#namespace}/pods?${new URLSearchParams({ labelSelector })}`;
    const { body } = await this.#api.send("GET", path);
    return body.items.map(({ metadata, spec, status }: Raw) => ({
      name: metadata.name,
      image: spec.containers[0].image,
      ready: (status.conditions ?? []).some(({ type, status }: Raw) => type === "Ready" && status === "True"),
      leaving: metadata.deletionTimestamp !== undefined,
      node: spec.nodeName ?? "",
      zone: /^node-(.)/.exec(spec.nodeName ?? "")?.[1] ?? "",
    }));
  }

  podsOf = (workload: Workload): Promise<Pod[]> => this.pods(selectorOf(workload));

  async isComplete(job: string): Promise<boolean> {
    const { body } = await this.#api.send("GET", `/apis/batch/v1/namespaces/${this.#namespace}/jobs/${job}`);
    return (body.status?.conditions ?? []).some(({ type, status }: Raw) => type === "Complete" && status === "True");
  }

  /** Starts a rollout; of pods that no node takes, if so asked: to the Deployment they are ones that never become ready. */
  async setImage(deployment: string, image: string, { unschedulable = false } = {}): Promise<void> {
    const path = `/apis/apps/v1/namespaces/${this.#namespace}/deployments/${deployment}`;
    const { body } = await this.#api.send("GET", path);
    const { containers } = body.spec.template.spec;
    const nodeSelector = unschedulable ? { nowhere: "true" } : null;
    const spec = { nodeSelector, containers: [{ ...containers[0], image }] };
    await this.#succeed(this.#api.send("PATCH", path, { spec: { template: { spec } } }, mergePatch));
  }

  async disruptionsAllowed(budget: string): Promise<number> {
    const path = `/apis/policy/v1/namespaces/${this.#namespace}/poddisruptionbudgets/${budget}`;
    return (await this.#api.send("GET", path)).body.status?.disruptionsAllowed ?? 0;
  }

  /** Asks for a pod to leave, as `kubectl drain` does: 201 when it may, 429 when its budget forbids it now. */
  evict(name: string, { dryRun = false } = {}): Promise<Answer> {
    const metadata = { name, namespace: this.#namespace };
    const deleteOptions = dryRun ? { dryRun: ["All"] } : {};
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata, deleteOptions };
    return this.#api.send("POST", `/api/v1/namespaces/${this.#namespace}/pods/${name}/eviction`, eviction);
  }

  async cordon(node: string, unschedulable: boolean): Promise<void> {
    await this.#succeed(this.#api.send("PATCH", `/api/v1/nodes/${node}`, { spec: { unschedulable } }, mergePatch));
  }

  async cordonAll(unschedulable: boolean): Promise<void> {
    const { body } = await this.#api.send("GET", "/api/v1/nodes");
    for (const { metadata } of body.items) await this.cordon(metadata.name, unschedulable);
  }

  /** `kubectl drain`: no new pods, and the old ones asked to leave until they have. */
  async drain(node: string, seconds: number): Promise<void> {
    await this.cordon(node, true);
    await until(`${node} is empty`, seconds, async () => {
      const left = (await this.pods()).filter((pod) => pod.node === node);
      for (const { name } of left) await this.evict(name);
      return left.length === 0;
    });
  }

  async #succeed(answer: Promise<Answer>): Promise<void> {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`the API server says ${status}: ${body.message}`);
  }
}
