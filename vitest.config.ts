import { defineConfig } from "vitest/config";

/** For two cores: many tests wait for processes half of their time, and a third worker computes meanwhile. */
const maxWorkers = 3;

/** A real PostgreSQL for the tests of the app. */
const postgres = "app/tests/support/globalSetup.ts";

/** Where the plans of a run are kept: several files look at the same. */
const plans = "tests/conformance/globalSetup.ts";

/** A stack whose alerts fire and end in their own time. */
const watched = "tests/e2e/observability.test.ts";

const project = (name: string, include: string[], options: object = {}) => ({
  test: {
    name,
    include,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A second, as it is by default, is short on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    ...options,
  },
});

export default defineConfig({
  test: {
    maxWorkers,
    projects: [
      project("engine", ["engine/tests/**/*.test.ts"]),
      project("automation", ["automation/tests/**/*.test.ts"]),
      project("infra", ["infra/tests/**/*.test.ts"]),
      // A plan takes seconds; on a machine that does much else, a good many.
      project("conformance", ["tests/conformance/**/*.test.ts"], {
        globalSetup: [plans],
        testTimeout: 240_000,
        hookTimeout: 240_000,
      }),
      project("docs", ["tests/docs/**/*.test.ts"]),
      project("observability", ["tests/observability/**/*.test.ts"]),
      project("app", ["app/tests/**/*.test.ts"], { globalSetup: [postgres] }),
      project("web", ["app/web/tests/**/*.test.{ts,tsx}"], { globalSetup: ["app/web/tests/support/globalSetup.ts"] }),
      // A real API server: `npm run test:cluster` compiles it first.
      project("cluster", ["tests/cluster/**/*.test.ts"], {
        globalSetup: [plans],
        fileParallelism: false,
        testTimeout: 240_000,
        hookTimeout: 240_000,
      }),
      // Mostly waits: `npm test` runs it beside the tests that compute.
      project("watched", [watched], { testTimeout: 240_000, hookTimeout: 240_000 }),
      // Each file stands up the real stack: `npm test` has two of them at a time.
      project("e2e", ["tests/e2e/**/*.test.ts"], { exclude: [watched], testTimeout: 240_000, hookTimeout: 240_000 }),
    ],
  },
});
