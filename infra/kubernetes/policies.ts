import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/index.js";
import type { input } from "@pulumi/kubernetes/types/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { asksPrivateAddresses } from "../app-variables.ts";
import type { Spec } from "../contract.ts";
import { signInPorts } from "../signing-in.ts";
import { filesBucket } from "./files-bucket.ts";
import { metadataOf, selectorOf, type Workload } from "./metadata.ts";
import { ports } from "./ports.ts";

type Peer = input.networking.v1.NetworkPolicyPeer;
type Port = input.networking.v1.NetworkPolicyPort;
type Rule = input.networking.v1.NetworkPolicyEgressRule;

const podsOf = (workload: Workload): Peer => ({ podSelector: { matchLabels: selectorOf(workload) } });
const namespace = (name: string): Peer => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const tcp = (...numbers: number[]): Port[] => numbers.map((port) => ({ port, protocol: "TCP" }));

/** Addresses that are nobody's private network: what a webhook, a push message or a bucket may be at. */
const internet: Peer[] = [
  { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"] } },
  { ipBlock: { cidr: "::/0", except: ["fc00::/7", "fe80::/10"] } },
];

/** With private networks, where the operator lets the app ask those. Never link-local: there a cloud hands out a node's credentials. */
const anywhere: Peer[] = [
  { ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } },
  { ipBlock: { cidr: "::/0", except: ["fe80::/10"] } },
];

/** Where EKS hands pods the credentials of their account's role (Pod Identity): an agent on their own node. */
const podIdentity: Rule = {
  to: [{ ipBlock: { cidr: "169.254.170.23/32" } }, { ipBlock: { cidr: "fd00:ec2::23/128" } }],
  ports: tcp(80),
};

/** The operator may have been installed into any namespace; its pods are told by its chart's label. */
const databaseOperator: Peer = {
  namespaceSelector: {},
  podSelector: { matchLabels: { "app.kubernetes.io/name": "cloudnative-pg" } },
};

interface Policy {
  /** Whom it is about; all pods of the namespace when absent. */
  of?: input.meta.v1.LabelSelector;
  ingress?: input.networking.v1.NetworkPolicyIngressRule[];
  egress?: Rule[];
}

/** Every connection of the architecture diagram, and none besides. Policies only ever add: each can be read on its own. */
function policiesOf({ settings }: Spec): Record<string, Policy> {
  const gateway = namespace(settings.gatewayNamespace);
  const prometheus = namespace(settings.monitoringNamespace);
  return {
    "deny-all": { ingress: [], egress: [] },
    dns: {
      egress: [
        {
          to: [namespace("kube-system")],
          ports: [
            { port: 53, protocol: "UDP" },
            { port: 53, protocol: "TCP" },
          ],
        },
      ],
    },
    chat: {
      of: { matchLabels: selectorOf("chat") },
      ingress: [{ from: [gateway, prometheus], ports: tcp(ports.chat) }],
      egress: [
        { to: [podsOf("database")], ports: tcp(ports.database) },
        { to: [podsOf("cache")], ports: tcp(ports.cache) },
        { to: asksPrivateAddresses(settings) ? anywhere : internet, ports: tcp(80, 443, ...signInPorts(settings)) },
      ],
    },
    migrate: {
      of: { matchLabels: selectorOf("migrate") },
      egress: [{ to: [podsOf("database")], ports: tcp(ports.database) }],
    },
    backups: {
      of: { matchLabels: selectorOf("backups") },
      ingress: [{ from: [prometheus], ports: tcp(ports.chat) }],
      egress: [{ to: [podsOf("database")], ports: tcp(ports.database) }],
    },
    cache: {
      of: { matchLabels: selectorOf("cache") },
      ingress: [
        { from: [podsOf("chat")], ports: tcp(ports.cache) },
        { from: [prometheus], ports: tcp(ports.cacheMetrics) },
      ],
    },
    database: {
      of: { matchLabels: selectorOf("database") },
      ingress: [
        { from: [podsOf("chat"), podsOf("migrate"), podsOf("backups")], ports: tcp(ports.database) },
        { from: [podsOf("database")], ports: tcp(ports.database, ports.databaseStatus) },
        { from: [databaseOperator], ports: tcp(ports.database, ports.databaseStatus) },
        { from: [prometheus], ports: tcp(ports.databaseMetrics) },
      ],
      egress: [
        { to: [podsOf("database")], ports: tcp(ports.database, ports.databaseStatus) },
        // The instance manager talks to the API server, which no selector can name; its bucket is on 443 as well.
        { ports: tcp(443, 6443) },
        ...(settings.backupBucket !== "" && settings.backupKeyId === "" ? [podIdentity] : []),
      ],
    },
    "certificate-challenge": {
      of: { matchExpressions: [{ key: "acme.cert-manager.io/http01-solver", operator: "Exists" }] },
      ingress: [{ from: [gateway], ports: tcp(ports.acmeSolver) }],
    },
    ...filesPolicy(settings),
  };
}

/** The way to the bucket of attachments, where there is one, for those who read them. */
function filesPolicy(settings: Spec["settings"]): Record<string, Policy> {
  const bucket = filesBucket(settings);
  if (bucket === undefined) return {};
  const { protocol, port } = new URL(bucket.endpoint ?? "https://aws");
  const number = Number(port) || (protocol === "https:" ? 443 : 80);
  return {
    "files-bucket": {
      of: {
        matchLabels: { "app.kubernetes.io/name": "campfire" },
        matchExpressions: [{ key: "app.kubernetes.io/component", operator: "In", values: ["chat", "backups"] }],
      },
      egress: [
        // A store of one's own may be anywhere, in the cluster too, and a policy knows no host names.
        bucket.endpoint === undefined ? { to: internet, ports: tcp(number) } : { ports: tcp(number) },
        ...(settings.filesKeyId === "" ? [podIdentity] : []),
      ],
    },
  };
}

export function networkPolicies(spec: Spec, namespace: pulumi.Output<string>, parent: pulumi.Resource): void {
  for (const [name, { of: podSelector = {}, ingress, egress }] of Object.entries(policiesOf(spec))) {
    const policyTypes = [...(ingress ? ["Ingress"] : []), ...(egress ? ["Egress"] : [])];
    const metadata = metadataOf(spec, namespace, name);
    new NetworkPolicy(name, { metadata, spec: { podSelector, policyTypes, ingress, egress } }, { parent });
  }
}
