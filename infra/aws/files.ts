import * as efs from "@pulumi/aws/efs/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Files, Spec } from "../contract.ts";
import { securityGroup } from "./firewall.ts";
import { tagsOf } from "./names.ts";
import type { AwsNetwork } from "./network.ts";
import type { Statement } from "./roles.ts";

export interface AwsFiles extends Files {
  fileSystemId: pulumi.Output<string>;
  fileSystemArn: pulumi.Output<string>;
  accessPointId: pulumi.Output<string>;
  securityGroupId: pulumi.Output<string>;
  /** A task that starts before them can't mount anything. */
  mountTargets: pulumi.Resource[];
  /** Where a container sees the attachments. */
  folder: string;
  /** What a task's role needs to read and write them. */
  access: Statement[];
}

/** The user that the app's image runs as (app/Dockerfile): the owner of every attachment. */
export const appUser = 10001;
const folder = "/files";

/** Attachments on EFS, reachable from every zone through one access point. */
export function files(spec: Spec, { network }: { network: AwsNetwork }): AwsFiles {
  const parent = componentOf("aws", "files");
  const tags = tagsOf(spec, "files");
  const fileSystem = new efs.FileSystem(
    "files",
    {
      encrypted: true,
      throughputMode: "elastic",
      // Old attachments are seldom looked at: a tenth of the price, and back as soon as somebody does.
      lifecyclePolicies: [{ transitionToIa: "AFTER_30_DAYS" }, { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" }],
      tags,
    },
    { parent, protect: spec.lifecycle.protectData },
  );
  new efs.FileSystemPolicy("files", { fileSystemId: fileSystem.id, policy: onlyEncrypted(fileSystem.arn) }, { parent });
  const accessPoint = new efs.AccessPoint(
    "files",
    {
      fileSystemId: fileSystem.id,
      posixUser: { uid: appUser, gid: appUser },
      rootDirectory: { path: "/campfire", creationInfo: { ownerUid: appUser, ownerGid: appUser, permissions: "0750" } },
      tags,
    },
    { parent },
  );
  const group = securityGroup("files", { spec, part: "files", vpcId: network.vpcId, parent });
  const mountTargets = Array.from(
    { length: network.zones },
    (_, zone) =>
      new efs.MountTarget(
        `files-${zone + 1}`,
        {
          fileSystemId: fileSystem.id,
          subnetId: network.dataSubnets.apply((subnets) => subnets[zone] ?? ""),
          securityGroups: [group.id],
        },
        { parent },
      ),
  );
  return {
    summary: pulumi.interpolate`EFS ${fileSystem.id}`,
    url: pulumi.output(`file://${folder}`),
    fileSystemId: fileSystem.id,
    fileSystemArn: fileSystem.arn,
    accessPointId: accessPoint.id,
    securityGroupId: group.id,
    mountTargets,
    folder,
    access: [
      {
        actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        resources: [fileSystem.arn],
        condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPoint.arn } },
      },
    ],
  };
}

/** Grants nothing: roles do, for the access point only. With any policy attached, EFS lets nobody in without such a grant. */
const onlyEncrypted = (fileSystemArn: pulumi.Input<string>) =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "*",
        Resource: fileSystemArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
