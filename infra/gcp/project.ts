import * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";

/** Where the stack is made, as the provider's own settings say. Both are there: `validate` has refused a stack without. */
export const projectId = () => new pulumi.Config("gcp").require("project");
export const region = () => new pulumi.Config("gcp").require("region");

/** Every resource that can bear labels bears these: what belongs to a stack is found, and paid for, by them. */
export const labels = (spec: Spec, part: PartName): Record<string, string> => ({
  project: label(spec.project),
  stack: label(spec.stack),
  part,
});

/** What a label may hold: at most 63 small letters, digits, - and _. */
const label = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "-")
    .slice(0, 63);

/** Where the console shows something: `console("run")`, with the project added. */
export const consoleLink = (path: pulumi.Input<string>): pulumi.Output<string> =>
  pulumi.interpolate`https://console.cloud.google.com/${path}?project=${projectId()}`;
