import { containersOf, objectsOf, type PlannedObject, theOne, variablesOf } from "./kubernetes-plan.ts";
import type { Plan, Rule } from "./rule.ts";

/** Who reads attachments, by what runs its pods. */
const readers = ["campfire", "campfire-backups"];

/** That every pod which reads attachments gets to where they are. */
export const kubernetesFiles: Rule[] = [
  {
    id: "files-reached",
    platforms: ["kubernetes"],
    holds:
      "attachments are in one place, and who reads them gets there: by a mount, or by a key or a role and an open port",
    check: (plan) => {
      const pods = readers.map((name) => theOne(plan, "Deployment", name));
      const [address = "", ...others] = new Set(pods.map((pod) => String(variablesOf(pod).CAMPFIRE_FILES_URL)));
      if (others.length > 0) return [`pods look in ${address} and in ${others.join()}`];
      const check = address.startsWith("s3:") ? inBucket : onVolume;
      return check(plan, new URL(address), pods);
    },
  },
];

function onVolume(plan: Plan, { pathname }: URL, pods: PlannedObject[]): string[] {
  const { accessModes } = theOne(plan, "PersistentVolumeClaim", "files").spec;
  const without = pods.filter((pod) => {
    const volume = pod.spec.template.spec.volumes.find(
      ({ persistentVolumeClaim: claim }: { persistentVolumeClaim?: { claimName: string } }) =>
        claim?.claimName === "files",
    );
    return !containersOf(pod)[0]?.volumeMounts.some(
      (mount: { name: string; mountPath: string }) => mount.name === volume?.name && mount.mountPath === pathname,
    );
  });
  return [
    ...(accessModes.join() === "ReadWriteMany" ? [] : ["the volume can't be mounted by all"]),
    ...without.map(({ name }) => `${name} has not mounted them`),
  ];
}

function inBucket(plan: Plan, address: URL, pods: PlannedObject[]): string[] {
  const claims = objectsOf(plan, "PersistentVolumeClaim").filter(({ name }) => name === "files");
  const endpoint = new URL(address.searchParams.get("endpoint") ?? "https://s3.amazonaws.com");
  const port = Number(endpoint.port) || (endpoint.protocol === "https:" ? 443 : 80);
  return [
    ...claims.map(() => "a volume is made that nobody reads"),
    ...pods.flatMap((pod) => [
      ...(hasKey(plan, pod) || hasRole(plan, pod) ? [] : [`${pod.name} has neither a key nor a role`]),
      ...(portsOutOf(plan, pod).includes(port) ? [] : [`${pod.name} can't get out to port ${port}`]),
    ]),
  ];
}

const hasKey = (plan: Plan, pod: PlannedObject) =>
  ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].every((variable) => {
    const given = containersOf(pod)[0]?.env.find(({ name }: { name: string }) => name === variable);
    return objectsOf(plan, "Secret").some(({ name }) => name === given?.valueFrom?.secretKeyRef?.name);
  });

const hasRole = (plan: Plan, { spec }: PlannedObject) =>
  objectsOf(plan, "ServiceAccount").some(({ name }) => name === spec.template.spec.serviceAccountName) &&
  podIdentityAgent.every((cidr) => JSON.stringify(objectsOf(plan, "NetworkPolicy")).includes(cidr));

/** Link-local addresses that the deny-all policy and the internet's leave closed. */
const podIdentityAgent = ["169.254.170.23/32", "fd00:ec2::23/128"];

interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Record<string, string>) =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values }) =>
    operator === "In" ? values?.includes(labels[key] ?? "") : operator === "Exists" && key in labels,
  );

/** Ports that a pod may go to outside of its namespace. */
function portsOutOf(plan: Plan, pod: PlannedObject): number[] {
  const policies = objectsOf(plan, "NetworkPolicy").filter(({ spec }) =>
    selects(spec.podSelector, pod.spec.template.metadata.labels),
  );
  type Egress = { to?: { ipBlock?: { cidr: string } }[]; ports?: { port: number }[] };
  return policies
    .flatMap(({ spec }): Egress[] => spec.egress ?? [])
    .filter(({ to }) => to === undefined || to.some(({ ipBlock }) => ipBlock?.cidr === "0.0.0.0/0"))
    .flatMap(({ ports = [] }) => ports.map(({ port }) => port));
}
