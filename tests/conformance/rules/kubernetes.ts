import { timing } from "../../../infra/presets.ts";
import { containersOf, objectsOf, podsOf, seconds, theOne, variablesOf } from "./kubernetes-plan.ts";
import type { Rule } from "./rule.ts";

const platforms = ["kubernetes"] as const;

export const kubernetes: Rule[] = [
  {
    id: "pitfall-01",
    platforms,
    holds: "the route of WebSockets has no end of its own, and every other one outlasts three pings",
    check: (plan) => {
      const ping = Number(variablesOf(theOne(plan, "Deployment", "campfire")).CAMPFIRE_WEBSOCKET_PING_INTERVAL);
      const { rules } = theOne(plan, "HTTPRoute", "chat").spec;
      const limits = rules.flatMap((rule: { timeouts?: { request: string } }) => rule.timeouts?.request ?? []);
      const short = limits.filter((limit: string) => limit !== "0s" && seconds(limit) < Math.max(3 * ping, 300));
      return [
        ...(limits.includes("0s") ? [] : ["WebSockets end with the time-out of requests"]),
        ...short.map((limit: string) => `a route ends after ${limit}`),
      ];
    },
  },
  {
    id: "pitfall-03",
    platforms,
    holds: "a pod that is to stop serves on until the gateway knows, and then has longer than it takes to drain",
    check: (plan) => {
      const chat = theOne(plan, "Deployment", "campfire");
      const { terminationGracePeriodSeconds: grace, containers } = chat.spec.template.spec;
      const settle = containers[0].lifecycle?.preStop?.sleep?.seconds ?? 0;
      const drain = Number(variablesOf(chat).CAMPFIRE_SHUTDOWN_TIMEOUT);
      return [
        ...(settle >= timing.settle ? [] : [`stops after ${settle} s, before the gateway knows`]),
        ...(grace > settle + drain ? [] : [`is killed after ${grace} s, and needs ${settle} + ${drain} s`]),
      ];
    },
  },
  {
    id: "pitfall-05",
    platforms,
    holds: "the database is PostgreSQL on a volume of its own, and the shared volume holds attachments only",
    check: (plan) => {
      const shared = objectsOf(plan, "PersistentVolumeClaim").filter(({ spec }) =>
        spec.accessModes.includes("ReadWriteMany"),
      );
      const { storage, walStorage } = theOne(plan, "Cluster", "campfire-database").spec;
      return [
        ...shared.filter(({ name }) => name !== "files").map(({ name }) => `${name} is on the shared volume`),
        ...(storage?.size && walStorage?.size ? [] : ["the database has no volume of its own"]),
        ...podsOf(plan)
          .filter((pod) => /file:|sqlite/.test(String(variablesOf(pod).CAMPFIRE_DATABASE_URL ?? "")))
          .map(({ name }) => `${name} has its database in a file`),
      ];
    },
  },
  {
    id: "pitfall-06",
    platforms,
    holds: "`up` leaves the number of replicas to the autoscaler, which starts from the stack's own",
    check: (plan) => {
      const chat = theOne(plan, "Deployment", "campfire");
      const scaled = theOne(plan, "ScaledObject", "campfire");
      const { minReplicaCount: min, maxReplicaCount: max } = scaled.spec;
      return [
        ...(plan.ignoreChanges[chat.entry.urn]?.includes("spec.replicas") ? [] : ["`up` resets the replicas"]),
        ...(min === chat.spec.replicas && max >= min
          ? []
          : [`scales from ${min} to ${max}, starts with ${chat.spec.replicas}`]),
      ];
    },
  },
  {
    id: "pitfall-22",
    platforms,
    holds: "traffic comes by Gateway API, and no image comes from a catalogue that was closed",
    check: (plan) => [
      ...objectsOf(plan, "Ingress").map(({ name }) => `${name} is an Ingress`),
      ...(objectsOf(plan, "Gateway").length === 1 ? [] : ["there is no Gateway"]),
      ...imagesOf(plan)
        .filter((image) => /bitnami|ingress-nginx/.test(image))
        .map((image) => `${image} is gone`),
    ],
  },
  {
    id: "exact-images",
    platforms,
    holds: "every image has an exact version or a digest: never `latest`, never none",
    check: (plan) =>
      imagesOf(plan)
        .filter((image) => image !== "<unknown>")
        .filter((image) => !/:[^:@/]*\d+\.\d+[^:@/]*(@sha256:[0-9a-f]{64})?$|@sha256:[0-9a-f]{64}$/.test(image))
        .map((image) => `${image} can come to mean something else`),
  },
  {
    id: "pitfall-24",
    platforms,
    holds: "every password is ours, kept over changes, and no StatefulSet is there to be replaced with its data",
    check: (plan) => {
      const cluster = theOne(plan, "Cluster", "campfire-database").spec;
      return [
        ...objectsOf(plan, "StatefulSet").map(({ name }) => `${name} is a StatefulSet`),
        ...plan.resources
          .filter(({ type }) => type.startsWith("kubernetes:helm.sh/"))
          .map(({ urn }) => `${urn} is a chart`),
        ...(cluster.bootstrap.initdb.secret?.name ? [] : ["the database makes up its own password"]),
      ];
    },
  },
  {
    id: "pitfall-25",
    platforms,
    holds: "the stack installs no operator and no definition: those outlive it",
    check: (plan) =>
      ["CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "ValidatingWebhookConfiguration"].flatMap(
        (kind) => objectsOf(plan, kind).map(({ name }) => `${kind} ${name} belongs to the cluster's stack`),
      ),
  },
  {
    id: "pitfall-27",
    platforms,
    holds: "pods run an image by reference to what was built, never by a tag of ours",
    check: (plan) =>
      podsOf(plan)
        .flatMap(containersOf)
        .filter(({ name, image }) => name === "campfire" && image !== "<unknown>" && !/@sha256:/.test(image))
        .map(({ image }) => image),
  },
  {
    id: "namespaced",
    platforms,
    holds: "everything is in the stack's namespace, which holds pods to the restricted standard",
    check: (plan) => {
      const [namespace, ...others] = objectsOf(plan, "Namespace");
      const labels = namespace?.metadata.labels ?? {};
      const strays = objectsOf(plan).filter(
        ({ kind, metadata }) => kind !== "Namespace" && metadata.namespace !== namespace?.name,
      );
      return [
        ...(others.length === 0 ? [] : ["there are several namespaces"]),
        ...(labels["pod-security.kubernetes.io/enforce"] === "restricted" ? [] : ["pods may do anything"]),
        ...strays.map(({ kind, name }) => `${kind} ${name} is elsewhere`),
      ];
    },
  },
  {
    id: "deny-by-default",
    platforms,
    holds: "no pod is reached, or reaches out, unless a policy of its own says so",
    check: (plan) => {
      const policies = objectsOf(plan, "NetworkPolicy");
      const all = policies.find(({ spec }) => Object.keys(spec.podSelector).length === 0 && spec.ingress?.length === 0);
      const open = policies.filter(({ spec }) =>
        spec.ingress?.some((rule: { from?: unknown[] }) => !rule.from?.length),
      );
      return [
        ...(all?.spec.policyTypes.join() === "Ingress,Egress" && all.spec.egress.length === 0
          ? []
          : ["nothing is denied"]),
        ...open.map(({ name }) => `${name} lets everybody in`),
      ];
    },
  },
  {
    id: "migrated-first",
    platforms,
    holds: "the chat and the backups wait for the migrations, and those for a database that is ready",
    check: (plan) => {
      const migrate = theOne(plan, "Job", "campfire-migrate").entry;
      const database = theOne(plan, "Cluster", "campfire-database");
      const waiting = ["campfire", "campfire-backups"].map((name) => theOne(plan, "Deployment", name).entry);
      return [
        ...waiting
          .filter(({ dependencies }) => !dependencies.includes(migrate.urn))
          .map(({ name }) => `${name} does not wait`),
        ...(migrate.dependencies.includes(database.entry.urn) ? [] : ["the migrations do not wait"]),
        ...(database.metadata.annotations?.["pulumi.com/waitFor"] === "condition=Ready"
          ? []
          : ["the database is not waited for"]),
      ];
    },
  },
];

const imagesOf = (plan: Parameters<Rule["check"]>[0]): string[] => [
  ...podsOf(plan)
    .flatMap(containersOf)
    .map(({ image }) => image),
  theOne(plan, "Cluster", "campfire-database").spec.imageName,
];
