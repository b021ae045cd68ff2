import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildWeb } from "../../build.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder that the client is built in. */
    builtClient: string;
  }
}

/** One build for the whole run: no test changes it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), "campfire-web-"));
  const { outDir } = await buildWeb({ outDir: join(dir, "web") });
  project.provide("builtClient", outDir);
  return () => rm(dir, { recursive: true });
}
