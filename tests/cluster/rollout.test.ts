import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Manifest, manifestsOf } from "../../infra/kubernetes/manifests.ts";
import { matrix } from "../conformance/matrix.ts";
import { planCell } from "../conformance/plan.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { installDefinitions } from "./support/crds.ts";
import { until } from "./support/processes.ts";
import { addNodes, bindVolumes, type Pod, SimulatedCluster } from "./support/simulated-cluster.ts";

/** Seconds for the controllers to do something on a slow machine that does other things too. */
const patience = 180;
const replicas = 3;

let plane: ControlPlane;
let cluster: SimulatedCluster;
let chat: Manifest;

beforeAll(async () => {
  const cell = matrix.find(
    (one) => one.platform === "kubernetes" && one.size === "medium" && one.lifecycle === "staging",
  );
  if (!cell) throw new Error("the matrix has no medium stack on Kubernetes");
  const manifests = manifestsOf((await planCell(cell)).resources);
  const find = (kind: string, name: string) => {
    const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
    if (!found) throw new Error(`the plan has no ${kind} ${name}`);
    return found;
  };
  chat = find("Deployment", "campfire");
  plane = await startControlPlane({ controllers: true });
  await installDefinitions(plane.api);
  cluster = new SimulatedCluster(plane.api, chat.metadata.namespace ?? "");
  await addNodes(plane.api, { a: 2, b: 2, c: 2 });
  for (const manifest of manifests) await plane.api.put(manifest);
  await bindVolumes(plane.api, manifests);
}, 600_000);
afterAll(() => plane?.close());

const ready = (pods: Pod[]) => pods.filter((pod) => pod.ready && !pod.leaving);

/** Looks at the chat's pods until `done` holds, and returns the fewest that were ready at any look. */
async function fewestReadyUntil(what: string, done: (pods: Pod[]) => boolean): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  await until(what, patience, async () => {
    const pods = await cluster.podsOf("chat");
    fewest = Math.min(fewest, ready(pods).length);
    return done(pods);
  });
  return fewest;
}

describe("on simulated nodes of three zones", () => {
  it("the migrations run to their end, and all replicas become ready", async () => {
    await until("the migrations end", patience, () => cluster.isComplete("campfire-migrate"));
    await fewestReadyUntil("three replicas", (pods) => ready(pods).length === replicas);
  });

  it("replicas are in different zones", async () => {
    const zones = ready(await cluster.podsOf("chat")).map(({ zone }) => zone);
    expect(zones.sort()).toEqual(["a", "b", "c"]);
  });

  it("a new version takes over without ever fewer replicas", async () => {
    const image = `registry.example.com/team/campfire@sha256:${"b".repeat(64)}`;
    await cluster.setImage("campfire", image);
    const isNew = (pod: Pod) => pod.image === image;
    const fewest = await fewestReadyUntil(
      "only the new version is there",
      (pods) => pods.every(isNew) && ready(pods).length === replicas,
    );
    expect(fewest).toBeGreaterThanOrEqual(replicas);
  });

  it("a version that never becomes ready replaces nothing", async () => {
    const before = ready(await cluster.podsOf("chat")).map(({ name }) => name);
    await cluster.setImage("campfire", "registry.example.com/broken", { unschedulable: true });
    await until(
      "the new version is tried",
      patience,
      async () => (await cluster.podsOf("chat")).length > before.length,
    );
    const fewest = await fewestReadyUntil("it is still tried after 40 looks", lookedAt(40));
    expect(fewest).toBe(replicas);
    expect(
      ready(await cluster.podsOf("chat"))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(before.sort());
    await cluster.setImage("campfire", `registry.example.com/team/campfire@sha256:${"b".repeat(64)}`);
    await fewestReadyUntil("it is taken back", (pods) => pods.length === replicas);
  });

  it("the budget lets one replica go, and a second only once another has taken its place", async () => {
    // Nodes that take no pods: what is evicted has nowhere to go until they do again.
    await cluster.cordonAll(true);
    const [first, second] = (await until("the budget knows the pods", patience, async () => {
      const pods = ready(await cluster.podsOf("chat"));
      return (await cluster.disruptionsAllowed("campfire")) === 1 && pods;
    })) as [Pod, Pod, Pod];
    expect((await cluster.evict(first.name)).status).toBe(201);
    const refused = await until("the second is refused", patience, async () => {
      const answer = await cluster.evict(second.name, { dryRun: true });
      return answer.status === 429 && answer;
    });
    expect(refused.body.message).toContain("disruption budget");
    await cluster.cordonAll(false);
    await fewestReadyUntil("another has taken its place", (pods) => ready(pods).length === replicas);
    await until(
      "the second may go",
      patience,
      async () => (await cluster.evict(second.name, { dryRun: true })).status === 201,
    );
  });

  it("a drained node is left by all of the stack's pods, and two replicas serve all the while", async () => {
    await fewestReadyUntil("three replicas", (pods) => ready(pods).length === replicas && pods.length === replicas);
    const [{ node }] = (await cluster.podsOf("chat")) as [Pod];
    const draining = cluster.drain(node, patience);
    const fewest = await fewestReadyUntil(
      "three replicas elsewhere",
      (pods) => pods.length === replicas && ready(pods).length === replicas && pods.every((pod) => pod.node !== node),
    );
    await draining;
    expect(fewest).toBeGreaterThanOrEqual(replicas - 1);
    expect((await cluster.pods()).filter((pod) => pod.node === node)).toEqual([]);
  });
});

/** True from the so-many-th look on. */
function lookedAt(times: number): () => boolean {
  let looks = 0;
  return () => ++looks >= times;
}
