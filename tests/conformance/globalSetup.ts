import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the plans that were made in this run. */
    plans: string;
  }
}

/** A plan takes seconds, and several test files look at the same: one run makes it once. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "campfire-plans-"));
  project.provide("plans", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
