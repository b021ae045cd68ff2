import * as efs from "@pulumi/aws/efs/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Files, Spec } from "../contract.ts";
import { securityGroup } from "./firewall.ts";
import { type Mount, mountOf } from "./mount.ts";
import { tagsOf } from "./names.ts";
import type { AwsNetwork } from "./network.ts";

export interface AwsFiles extends Files {
  fileSystemId: pulumi.Output<string>;
  fileSystemArn: pulumi.Output<string>;
  /** The attachments' folder. */
  mount: Mount;
  securityGroupId: pulumi.Output<string>;
  /** A task that starts before them can't mount anything. */
  mountTargets: pulumi.Resource[];
  /** Where a container sees the attachments. */
  folder: string;
}

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
    mount: mountOf("files", {
      spec,
      part: "files",
      fileSystem: { id: fileSystem.id, arn: fileSystem.arn },
      folder: "/campfire",
      parent,
    }),
    securityGroupId: group.id,
    mountTargets,
    folder,
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
