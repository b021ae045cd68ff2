import { alertProblems } from "../alerting.ts";
import { capacityProblems } from "../capacity.ts";
import type { Spec } from "../contract.ts";
import { unlockedProblems } from "../image-lock.ts";
import type { Problem } from "../problems.ts";
import { domainMissing, tlsProblems } from "../tls.ts";
import { clusterProblems } from "./cluster-check.ts";
import { filesBucketProblems } from "./files-bucket.ts";

/** What a spec asks for that this platform never offers, or leaves open what only its owner can say. */
export const validate = (spec: Spec): Problem[] => [
  ...tlsProblems(spec),
  ...nameProblems(spec),
  ...capacityProblems(spec),
  ...filesProblems(spec),
  ...filesBucketProblems(spec),
  ...imageProblems(spec),
  ...bucketProblems(spec),
  ...alertProblems(spec.settings),
];

/** What stands in the way in this cluster now. */
export const preflight = async (spec: Spec): Promise<Problem[]> => [
  ...unlockedProblems(spec, ["cnpgPostgres", "valkey", "valkeyExporter"]),
  ...(await clusterProblems(spec)),
];

function nameProblems({ settings, lifecycle }: Spec): Problem[] {
  if (settings.domain !== "" || settings.tls === "public" || !lifecycle.protectData) return [];
  return [domainMissing("Without a domain a production chat would be at a name that nobody can look up.")];
}

function filesProblems({ settings }: Spec): Problem[] {
  if (settings.filesStorageClass !== "" || settings.filesUrl !== "") return [];
  return [
    {
      code: "STORAGE_CLASS_MISSING",
      setting: "filesStorageClass",
      what: "Every replica mounts the attachments at once, and no storage class that can do that (ReadWriteMany) is named.",
      remedy:
        "Choose one of `kubectl get storageclass` that is backed by NFS, CephFS, EFS, Filestore or Azure Files: `pulumi config set filesStorageClass NAME`. Or keep them in a bucket: `pulumi config set filesUrl 's3://name?region=…'`.",
    },
  ];
}

function imageProblems({ settings }: Spec): Problem[] {
  if (settings.image !== "" || settings.registry !== "") {
    if ((settings.registryUser === "") === (settings.registryPassword === "")) return [];
    const setting = settings.registryUser === "" ? "registryUser" : "registryPassword";
    const what =
      "The user and the password that the image is pulled with come together, and one of the two is missing.";
    return [
      {
        code: "REGISTRY_LOGIN_INCOMPLETE",
        setting,
        what,
        remedy: `Set it too: \`pulumi config set --secret ${setting} …\`.`,
      },
    ];
  }
  return [
    {
      code: "IMAGE_NOWHERE",
      setting: "image",
      what: "A cluster pulls the app's image from a registry, and neither an image nor a registry is named.",
      remedy:
        "Set `image` to one that CI made (…@sha256:…), or `registry` to where this program may push the one it builds: `pulumi config set registry registry.example.com/team/campfire`.",
    },
  ];
}

function bucketProblems({ settings, lifecycle }: Spec): Problem[] {
  const { backupBucket, backupKeyId, backupKey } = settings;
  if (backupBucket === "" && lifecycle.protectData) {
    const what = "Backups of a production stack that are only inside of its cluster are lost with it.";
    const remedy =
      "Name a bucket elsewhere (`pulumi config set backupBucket s3://name`), with backupEndpoint unless it is at AWS, and with backupKeyId and backupKey unless the database's service account may write to it.";
    return [{ code: "BACKUP_BUCKET_MISSING", setting: "backupBucket", what, remedy }];
  }
  if ((backupKeyId === "") === (backupKey === "")) return [];
  const setting = backupKeyId === "" ? "backupKeyId" : "backupKey";
  const what = "An access key and its secret come together, and one of the two is missing.";
  return [
    {
      code: "BACKUP_KEY_INCOMPLETE",
      setting,
      what,
      remedy: `Set it too: \`pulumi config set --secret ${setting} …\`.`,
    },
  ];
}
