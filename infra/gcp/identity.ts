import * as projects from "@pulumi/gcp/projects/index.js";
import * as serviceaccount from "@pulumi/gcp/serviceaccount/index.js";
import * as pulumi from "@pulumi/pulumi";
import { projectId } from "./project.ts";

/** Who a program is to Google Cloud: a service account without keys, which only Google's own machines can act as. */
export interface Identity {
  name: string;
  email: pulumi.Output<string>;
  /** As IAM wants it: `serviceAccount:…`. */
  member: pulumi.Output<string>;
}

/** A service account that may do nothing yet: each part grants it what it needs of the part's own resources. */
export function identity(name: string, does: string, parent: pulumi.Resource): Identity {
  const account = new serviceaccount.Account(name, { displayName: does }, { parent });
  return { name, email: account.email, member: pulumi.interpolate`serviceAccount:${account.email}` };
}

/** A role in the whole project: only for what has no resource to grant it on, as writing metrics. */
export function grantInProject(identity: Identity, role: string, parent: pulumi.Resource): pulumi.Resource {
  const name = `${identity.name}-${role.split("/")[1]}`;
  return new projects.IAMMember(name, { project: projectId(), role, member: identity.member }, { parent });
}
