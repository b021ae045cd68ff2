import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Files, Spec } from "../contract.ts";
import { metadataOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";

export interface KubernetesFiles extends Files {
  /** The claim that pods mount at `filesFolder`. */
  claim: pulumi.Output<string>;
}

/** Where pods mount the attachments. */
export const filesFolder = "/var/lib/campfire/files";

/** Attachments, on a volume that every replica has mounted at once. */
export function files(spec: Spec, { network }: { network: KubernetesNetwork }): KubernetesFiles {
  const parent = componentOf("kubernetes", "files");
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
    url: pulumi.output(`file://${filesFolder}`),
    claim: volume.metadata.name,
  };
}
