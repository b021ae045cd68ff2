import { lifecyclePresets, sizePresets } from "../../../infra/presets.ts";
import { containersOf, objectsOf, podsOf, theOne } from "./kubernetes-plan.ts";
import type { Rule } from "./rule.ts";

const platforms = ["kubernetes"] as const;

/** What keeps a stack up while nodes come and go, and its data when they don't come back. */
export const kubernetesAvailability: Rule[] = [
  {
    id: "rolling",
    platforms,
    holds: "a rollout takes no replica away before another is ready, and a drain takes one at a time",
    check: (plan) => {
      const { strategy, replicas, selector } = theOne(plan, "Deployment", "campfire").spec;
      const budget = theOne(plan, "PodDisruptionBudget", "campfire").spec;
      return [
        ...(replicas >= 2 ? [] : [`${replicas} replicas`]),
        ...(strategy.rollingUpdate?.maxUnavailable === 0 ? [] : ["a rollout takes replicas away first"]),
        ...(budget.maxUnavailable === 1 ? [] : ["a drain may take all"]),
        ...(same(budget.selector, selector) ? [] : ["the budget is about other pods"]),
      ];
    },
  },
  {
    id: "probes",
    platforms,
    holds: "the chat has all three probes, and whether it is alive does not depend on whether it is ready",
    check: (plan) => {
      const [container] = containersOf(theOne(plan, "Deployment", "campfire"));
      const paths = ["startupProbe", "livenessProbe", "readinessProbe"].map(
        (probe) => container?.[probe]?.httpGet?.path,
      );
      return same(paths, ["/health/live", "/health/live", "/health/ready"]) ? [] : [`probes ask ${paths.join(", ")}`];
    },
  },
  {
    id: "spread",
    platforms,
    holds: "replicas keep away from each other, by zone and by node",
    check: (plan) => {
      const { topologySpreadConstraints: constraints = [] } = theOne(plan, "Deployment", "campfire").spec.template.spec;
      const keys = constraints.map(({ topologyKey }: { topologyKey: string }) => topologyKey);
      return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].filter((key) => !keys.includes(key));
    },
  },
  {
    id: "limits",
    platforms,
    holds: "every container says what it needs and what it may use at most",
    check: (plan) =>
      podsOf(plan).flatMap((pod) =>
        containersOf(pod)
          .filter(({ resources }) => !resources?.requests?.cpu || !resources.limits?.memory)
          .map(({ name }) => `${pod.name}/${name}`),
      ),
  },
  {
    id: "database-copies",
    platforms,
    holds:
      "the database has the size's number of copies, a drain can move each of them, and a commit is on two where there are two",
    check: (plan) => {
      const { instances, enablePDB, postgresql } = theOne(plan, "Cluster", "campfire-database").spec;
      const expected = sizePresets[plan.size].databaseNode.instances;
      return [
        ...(instances === expected ? [] : [`${instances} instances, not ${expected}`]),
        ...(enablePDB === instances > 1 ? [] : ["a drain waits for ever"]),
        ...((postgresql.synchronous !== undefined) === instances > 1 ? [] : ["a commit is on one copy only"]),
      ];
    },
  },
  {
    id: "database-connections",
    platforms,
    holds: "the database has a connection for every one that the most replicas may open",
    check: (plan) => {
      const most = Number(theOne(plan, "Cluster", "campfire-database").spec.postgresql.parameters.max_connections);
      const { maxReplicaCount } = theOne(plan, "ScaledObject", "campfire").spec;
      const wanted = maxReplicaCount * sizePresets[plan.size].database.connectionsPerReplica;
      return most > wanted ? [] : [`${most} connections for ${wanted}`];
    },
  },
  {
    id: "point-in-time",
    platforms,
    holds: "the write-ahead log goes to the bucket, and so does a base backup every day",
    check: (plan) => {
      const [plugin] = theOne(plan, "Cluster", "campfire-database").spec.plugins ?? [];
      const { pluginConfiguration } = theOne(plan, "ScheduledBackup", "base-backups").spec;
      return plugin?.isWALArchiver && pluginConfiguration?.name === plugin.name ? [] : ["no log is archived"];
    },
  },
  {
    id: "protected-data",
    platforms,
    holds:
      "in production nothing that holds data is deleted by a plain `down`: database, volumes, keys, the namespace of all",
    check: (plan) => {
      const holds = ["Namespace", "Cluster", "PersistentVolumeClaim"].flatMap((kind) => objectsOf(plan, kind));
      const keys = plan.resources.filter(({ type }) => type === "random:index/randomPassword:RandomPassword");
      const { protectData } = lifecyclePresets[plan.lifecycle];
      return [...holds.map(({ entry }) => entry), ...keys]
        .filter(({ protect }) => protect !== protectData)
        .map(({ urn }) => urn);
    },
  },
];

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
