import type { PlatformName } from "../platform-names.ts";
import { anyText, bucket, httpsUrl, objectName, repository, text } from "../schemas.ts";

const only: readonly PlatformName[] = ["kubernetes"];

/** What only a stack on Kubernetes can be told: what its cluster has, and where it may keep things outside of it. */
export const kubernetesSettings = {
  registry: { schema: text(repository), does: "Where the app's image is pushed when it is built.", default: "", only },
  registryUser: { schema: anyText, does: "Who pulls the app's image; empty for a public one.", default: "", only },
  registryPassword: { schema: anyText, does: "The password or token of registryUser.", default: "", only },
  gatewayClass: { schema: text(objectName), does: "The GatewayClass that serves the chat.", default: "envoy", only },
  gatewayNamespace: {
    schema: text(objectName),
    does: "The namespace of the pods that stand before the chat: the gateway's, or the ingress controller's.",
    default: "envoy-gateway-system",
    only,
  },
  ingressClass: {
    schema: text(objectName),
    does: "The IngressClass that serves the chat, on a cluster without Gateway API.",
    default: "",
    only,
  },
  clusterIssuer: {
    schema: text(objectName),
    does: "The cert-manager ClusterIssuer that signs the certificate; empty makes an issuer of the stack's own.",
    default: "",
    only,
  },
  storageClass: {
    schema: text(objectName),
    does: "The storage class of database and backups; empty takes the cluster's default.",
    default: "",
    only,
  },
  filesStorageClass: {
    schema: text(objectName),
    does: "The storage class of attachments where they are on a volume: one that offers ReadWriteMany.",
    default: "",
    only,
  },
  filesUrl: {
    schema: anyText,
    does: "The bucket of attachments, as the app's CAMPFIRE_FILES_URL names it; empty keeps them on a volume.",
    default: "",
    only,
  },
  filesKeyId: { schema: anyText, does: "The access key of filesUrl.", default: "", only },
  filesKey: { schema: anyText, does: "The secret that belongs to filesKeyId.", default: "", only },
  backupBucket: {
    schema: text(bucket),
    does: "The bucket that base backups and the write-ahead log go to, for recovery to any point in time.",
    default: "",
    only,
  },
  backupEndpoint: {
    schema: text(httpsUrl),
    does: "The S3 service of backupBucket; empty means AWS.",
    default: "",
    only,
  },
  backupKeyId: { schema: anyText, does: "The access key of backupBucket.", default: "", only },
  backupKey: { schema: anyText, does: "The secret that belongs to backupKeyId.", default: "", only },
  secretStore: {
    schema: text(objectName),
    does: "The ClusterSecretStore that External Secrets reads from; empty generates the secrets.",
    default: "",
    only,
  },
  monitoringNamespace: {
    schema: text(objectName),
    does: "The namespace of the Prometheus that watches the stack.",
    default: "monitoring",
    only,
  },
} satisfies Record<string, object>;
