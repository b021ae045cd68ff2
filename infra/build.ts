import { join, resolve } from "node:path";
import { imageReference } from "./images.ts";

export const projectRoot = resolve(import.meta.dirname, "..");

/** What every platform that builds the app's image is told: the same sources, the same base. Paths are absolute. */
export const appBuild = () => ({
  context: { location: projectRoot },
  dockerfile: { location: join(projectRoot, "app/Dockerfile") },
  buildArgs: { NODE_IMAGE: imageReference("node") },
});
