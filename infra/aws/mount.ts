import * as efs from "@pulumi/aws/efs/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";
import type { Statement } from "./roles.ts";

/** A folder of the file system that a task can mount. */
export interface Mount {
  fileSystemId: pulumi.Output<string>;
  accessPointId: pulumi.Output<string>;
  /** What the task's role needs to read and write it. */
  access: Statement[];
}

/** The user that the app's image runs as (app/Dockerfile), and so the owner of what it writes. */
export const appUser = 10001;

interface MountArgs {
  spec: Spec;
  part: PartName;
  fileSystem: { id: pulumi.Output<string>; arn: pulumi.Output<string> };
  /** Absolute, one level deep; made with the first mount. */
  folder: string;
  parent: pulumi.Resource;
}

/** An access point: who mounts it is the app's user, whoever it is in its container, and sees this folder only (pitfall 4). */
export function mountOf(name: string, { spec, part, fileSystem, folder, parent }: MountArgs): Mount {
  const accessPoint = new efs.AccessPoint(
    name,
    {
      fileSystemId: fileSystem.id,
      posixUser: { uid: appUser, gid: appUser },
      rootDirectory: { path: folder, creationInfo: { ownerUid: appUser, ownerGid: appUser, permissions: "0750" } },
      tags: tagsOf(spec, part),
    },
    { parent },
  );
  return {
    fileSystemId: fileSystem.id,
    accessPointId: accessPoint.id,
    access: [
      {
        actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        resources: [fileSystem.arn],
        condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPoint.arn } },
      },
    ],
  };
}
