import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/index.js";
import type { input } from "@pulumi/kubernetes/types/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Files, Spec } from "../contract.ts";
import { filesInBucket } from "./files-bucket.ts";
import { metadataOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";

/** A volume of a pod, and where its container sees it. */
export interface Mount {
  volume: input.core.v1.Volume;
  mountPath: string;
}

/** What a pod is given that reads attachments or writes them, besides their address. */
export interface KubernetesFiles extends Files {
  mounts: Mount[];
  /** The key to the bucket, by reference. */
  variables: input.core.v1.EnvVar[];
  /** The service account that the bucket lets in. */
  pod: Pick<input.core.v1.PodSpec, "serviceAccountName">;
}

/** Where pods mount the attachments. */
const folder = "/var/lib/campfire/files";

/** Attachments, in the bucket that the stack names, else on a volume that every replica has mounted at once. */
export function files(spec: Spec, { network }: { network: KubernetesNetwork }): KubernetesFiles {
  const parent = componentOf("kubernetes", "files");
  if (spec.settings.filesUrl !== "") return filesInBucket(spec, network, parent);
  const { filesStorageClass } = spec.settings;
  const { storageGiB } = spec.size.files;
  const volume = new PersistentVolumeClaim(
    "files",
    {
      // A class that waits for the first pod binds nothing yet, and the pods come after the claim.
      metadata: {
        ...metadataOf(spec, network.namespace, "files"),
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        accessModes: ["ReadWriteMany"],
        storageClassName: filesStorageClass,
        resources: { requests: { storage: `${storageGiB}Gi` } },
      },
    },
    { parent, protect: spec.lifecycle.protectData },
  );
  return {
    summary: `${storageGiB} GiB of ${filesStorageClass}, mounted by every replica`,
    url: pulumi.output(`file://${folder}`),
    mounts: [
      {
        volume: { name: "files", persistentVolumeClaim: { claimName: volume.metadata.name } },
        mountPath: folder,
      },
    ],
    variables: [],
    pod: {},
  };
}
