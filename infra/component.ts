import * as pulumi from "@pulumi/pulumi";
import type { PartName } from "./contract.ts";

/**
 * The component resource of a part, of type `campfire:<platform>:<Part>` and named like the part: give it as `parent` to the resources
 * that make the part, so that the resource tree reads like the design.
 */
export function componentOf(platform: string, part: PartName): pulumi.ComponentResource {
  const type = `campfire:${platform}:${part[0]?.toUpperCase()}${part.slice(1)}`;
  return new pulumi.ComponentResource(type, part);
}
