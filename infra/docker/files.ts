import type { input } from "@pulumi/docker/types/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Files, Spec } from "../contract.ts";
import { volume } from "./containers.ts";

export interface DockerFiles extends Files {
  /** What containers that use the attachments mount. */
  mount: input.ContainerVolume;
}

/** Where the app's image has a folder for them, which belongs to its user. */
const folder = "/var/lib/campfire/files";

/** Attachments, on a volume that every replica has mounted. */
export function files(spec: Spec): DockerFiles {
  const parent = componentOf("docker", "files");
  const mount = volume(spec, "files", folder, { parent, protect: spec.lifecycle.protectData });
  return { summary: "a volume of the host", url: pulumi.output(`file://${folder}`), mount };
}
