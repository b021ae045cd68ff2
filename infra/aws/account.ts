import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity.js";
import type * as pulumi from "@pulumi/pulumi";

/** The account that the stack is made in: twelve digits. */
export const accountId = (parent: pulumi.Resource): pulumi.Output<string> =>
  getCallerIdentityOutput({}, { parent }).accountId;
