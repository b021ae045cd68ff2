import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Files, Spec } from "../contract.ts";
import type { LocalNetwork } from "./network.ts";
import { Directory } from "./resources.ts";

/** Attachments, in a folder that every replica can reach. */
export function files(spec: Spec, { network }: { network: LocalNetwork }): Files {
  const parent = componentOf("local", "files");
  const folder = new Directory(
    "files",
    { path: pulumi.interpolate`${network.directory}/files`, mode: "0700" },
    { parent, protect: spec.lifecycle.protectData },
  );
  return { summary: folder.path, url: pulumi.interpolate`file://${folder.path}` };
}
