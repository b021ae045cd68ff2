import type { TestProject } from "vitest/node";
import { Postgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The shared PostgreSQL: its URL up to the database's name. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for the whole run; each test file has databases of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await Postgres.start();
  project.provide("postgresUrl", postgres.url(""));
  return () => postgres.stop();
}
