/** A resource as a policy sees it: its inputs before, or its state after a deployment. */
export interface Subject {
  type: string;
  name: string;
  props: Record<string, unknown>;
  /** Whether the program protects it from deletion. */
  protect: boolean;
}

export interface ResourceRule {
  name: string;
  holds: string;
  /** What breaks it, a sentence each. */
  check(subject: Subject): string[];
}

/** What must be set, and to what, for data to be encrypted where it lies and on its way. */
const encrypted: Record<string, Record<string, unknown>> = {
  "aws:rds/instance:Instance": { storageEncrypted: true },
  "aws:efs/fileSystem:FileSystem": { encrypted: true },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
  },
  "gcp:redis/instance:Instance": { transitEncryptionMode: "SERVER_AUTHENTICATION", authEnabled: true },
  "gcp:sql/databaseInstance:DatabaseInstance": { "settings.ipConfiguration.sslMode": "ENCRYPTED_ONLY" },
  "azure-native:storage:StorageAccount": { enableHttpsTrafficOnly: true, minimumTlsVersion: "TLS1_2" },
};

/** What must be set for a data store not to be reachable from the internet. */
const secluded: Record<string, Record<string, unknown>> = {
  "aws:rds/instance:Instance": { publiclyAccessible: false },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  "gcp:sql/databaseInstance:DatabaseInstance": { "settings.ipConfiguration.ipv4Enabled": false },
  "gcp:storage/bucket:Bucket": { publicAccessPrevention: "enforced" },
  "azure-native:storage:StorageAccount": { allowBlobPublicAccess: false },
};

const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

const mismatches = (expected: Record<string, unknown> | undefined, props: Subject["props"]) =>
  Object.entries(expected ?? {})
    .filter(([path, value]) => at(props, path) !== value)
    .map(
      ([path, value]) => `${path} must be ${JSON.stringify(value)}, and is ${JSON.stringify(at(props, path) ?? null)}`,
    );

/**
 * Types that name container images; others are not searched, since a policy may not look at what is unknown in a preview. Docker's containers
 * are among those: they run what the images beside them, which are named, turn out to be.
 */
const runsContainers =
  /^(docker:index\/remoteImage:|kubernetes:(apps|batch)\/|aws:ecs\/task|gcp:cloudrunv2\/|azure-native:app:)/;

/** Every text in a property called `image` or `imageName`, wherever it stands. */
function imagesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^image(Name)?$/.test(key) && typeof inner === "string" ? [inner] : imagesIn(inner),
  );
}

function namedImages(type: string, props: Subject["props"]): string[] {
  if (!runsContainers.test(type)) return [];
  return type.startsWith("docker:") ? [String(props.name)] : imagesIn(props);
}

/** What must hold for each resource by itself. */
export const resourceRules: ResourceRule[] = [
  {
    name: "encrypted",
    holds: "Data is encrypted where it lies and on its way.",
    check: ({ type, props }) => mismatches(encrypted[type], props),
  },
  {
    name: "secluded",
    holds: "Databases and buckets can't be reached from the internet.",
    check: ({ type, props }) => mismatches(secluded[type], props),
  },
  {
    name: "exact-images",
    holds: "A container image is named by an exact version or a digest, never by `latest`.",
    check: ({ type, props }) =>
      namedImages(type, props)
        .filter((image) => image.endsWith(":latest") || !/[:@][^/]+$/.test(image))
        .map((image) => `the image "${image}" names no exact version`),
  },
  {
    name: "loopback-only",
    holds: "On this machine every program listens on loopback only.",
    check: ({ type, props }) => {
      if (type !== "local:index:Process") return [];
      const env = (props.env ?? {}) as Record<string, unknown>;
      const addresses = [env.CAMPFIRE_HOST, env.GF_SERVER_HTTP_ADDR].filter((address) => address !== undefined);
      const args = (Array.isArray(props.args) ? props.args : []).map(String);
      const open = [
        ...args.filter((arg) => arg.includes("0.0.0.0")),
        ...addresses.filter((address) => address !== "127.0.0.1"),
      ];
      return open.map((value) => `it listens on ${value}`);
    },
  },
];

/** Types that hold what can't be made again. */
const dataTypes = [
  "aws:rds/instance:Instance",
  "aws:efs/fileSystem:FileSystem",
  "gcp:sql/databaseInstance:DatabaseInstance",
  "azure-native:dbforpostgresql:Server",
  "kubernetes:core/v1:PersistentVolumeClaim",
  "kubernetes:postgresql.cnpg.io/v1:Cluster",
];

/** In production, what holds data is protected: it can't be deleted by accident. Returns what isn't. */
export function unprotectedData(subjects: Subject[], lifecycle: string | undefined): string[] {
  if (lifecycle !== "production") return [];
  const isLocalData = ({ type, name }: Subject) =>
    (type === "local:index:Directory" && ["postgres", "files", "backups"].includes(name)) ||
    (type === "docker:index/volume:Volume" && ["database", "files", "backups"].includes(name));
  return subjects
    .filter((subject) => dataTypes.includes(subject.type) || isLocalData(subject))
    .filter(({ protect }) => !protect)
    .map(({ type, name }) => `${type} "${name}" is not protected from deletion`);
}
