import * as secretmanager from "@pulumi/gcp/secretmanager/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import type { Identity } from "./identity.ts";
import { labels } from "./project.ts";

/** A secret as containers are told of it: where it is and which version, never what it is. */
export interface SecretReference {
  name: string;
  secret: pulumi.Output<string>;
  /** A number and not "latest": a new value is a new revision, which is rolled out and can be rolled back. */
  version: pulumi.Output<string>;
}

interface Place {
  spec: Spec;
  part: PartName;
  parent: pulumi.Resource;
  /** It can't be had again once it is lost: nothing else holds it, or makes it anew. */
  irreplaceable?: boolean;
}

/** Puts a value into Secret Manager, under a name that Pulumi makes up. */
export function keepSecret(
  name: string,
  value: pulumi.Input<string>,
  { spec, part, parent, irreplaceable = false }: Place,
): SecretReference {
  const protect = irreplaceable && spec.lifecycle.protectData;
  const { secretRecoveryDays } = spec.lifecycle;
  const secret = new secretmanager.Secret(
    name,
    {
      replication: { auto: {} },
      labels: labels(spec, part),
      deletionProtection: protect,
      // A version that is destroyed is only switched off at first.
      versionDestroyTtl: secretRecoveryDays > 0 ? `${secretRecoveryDays * 24 * 3600}s` : undefined,
    },
    { parent, protect },
  );
  const version = new secretmanager.SecretVersion(name, { secret: secret.id, secretData: value }, { parent });
  return { name, secret: secret.secretId, version: version.version };
}

/** Lets somebody read one secret. What reads it has to depend on this, or it starts before it may. */
export function allowReading(secret: SecretReference, reader: Identity, parent: pulumi.Resource): pulumi.Resource {
  return new secretmanager.SecretIamMember(
    `${reader.name}-reads-${secret.name}`,
    { secretId: secret.secret, role: "roles/secretmanager.secretAccessor", member: reader.member },
    { parent },
  );
}
