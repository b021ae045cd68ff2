import * as secretsmanager from "@pulumi/aws/secretsmanager/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";

/** A secret that AWS keeps: tasks get it by reference. */
export interface KeptSecret {
  arn: pulumi.Output<string>;
  /**
   * What a container definition names. It says which version: a task definition changes with the secret, so that replicas are
   * replaced in order, where a secret that changed in silence would be noticed by the next replica that starts.
   */
  reference: pulumi.Output<string>;
}

interface SecretArgs {
  spec: Spec;
  part: PartName;
  value: pulumi.Input<string>;
  parent: pulumi.Resource;
}

/** Keeps a value under a name that Pulumi makes up: AWS holds the names of deleted secrets for a while (pitfall 8). */
export function keep(name: string, { spec, part, value, parent }: SecretArgs): KeptSecret {
  const secret = new secretsmanager.Secret(
    name,
    { recoveryWindowInDays: spec.lifecycle.secretRecoveryDays, tags: tagsOf(spec, part) },
    { parent },
  );
  const version = new secretsmanager.SecretVersion(
    name,
    { secretId: secret.id, secretString: pulumi.secret(value) },
    { parent },
  );
  return { arn: secret.arn, reference: pulumi.interpolate`${secret.arn}:::${version.versionId}` };
}
