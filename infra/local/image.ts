import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Image, Spec } from "../contract.ts";
import { appVersion } from "../sources.ts";
import { node, projectRoot } from "./machine.ts";
import type { LocalNetwork } from "./network.ts";
import { making } from "./paths.ts";
import { Command } from "./resources.ts";

/** The app, bundled into a folder of its own: one that runs is not disturbed by the next build, which goes where its content says. */
export function image(_spec: Spec, { network }: { network: LocalNetwork }): Image {
  const parent = componentOf("local", "image");
  const version = appVersion();
  const folder = pulumi.interpolate`${network.directory}/image-${version}`;
  const build = new Command(
    `build-${version}`,
    {
      directory: network.directory,
      name: `build-${version}`,
      command: node,
      args: folder.apply((path) => [join(projectRoot, "app/build.ts"), "--out", making(path)]),
      cwd: projectRoot,
      creates: folder,
      timeoutSeconds: 120,
      delete: { command: "rm", args: ["-rf", folder] },
    },
    { parent },
  );
  return {
    summary: `built from app/, version ${version}`,
    reference: pulumi.all([folder, build.name]).apply(([path]) => path),
  };
}
