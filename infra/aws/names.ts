import * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";

/** Tells a bill and a console what belongs to which stack. */
export const tagsOf = (spec: Spec, part: PartName) => ({ project: spec.project, stack: spec.stack, part });

/** The region of the stack file, known in an offline plan too; preflight.ts refuses a missing or wrong one. */
export const regionOf = () => new pulumi.Config("aws").require("region");

/** The chat's address, known before anything is made. */
export const publicUrl = (spec: Spec) => `https://${spec.settings.domain}`;
