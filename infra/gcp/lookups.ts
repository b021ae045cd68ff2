import * as compute from "@pulumi/gcp/compute/index.js";
import * as dns from "@pulumi/gcp/dns/index.js";
import * as projects from "@pulumi/gcp/projects/index.js";

/** What the preflight asks Google, with the very credentials that the deployment will use: those of the provider. */
export interface Lookups {
  /** Names of the regions of a project; rejects when Google knows no such project, or the credentials aren't good for it. */
  regions(project: string): Promise<string[]>;
  /** A zone of Cloud DNS by its name; rejects when there is none. */
  zone(project: string, name: string): Promise<{ dnsName: string; visibility: string }>;
  isEnabled(project: string, api: string): Promise<boolean>;
}

export const google: Lookups = {
  regions: async (project) => (await compute.getRegions({ project })).names,
  zone: (project, name) => dns.getManagedZone({ project, name }),
  isEnabled: async (project, service) => (await projects.getProjectService({ project, service })).id !== "",
};
