import { defineConfig } from "vitest/config";

/** Two cores: more workers than that only make each other slow. */
const maxWorkers = 2;

export default defineConfig({
  test: {
    maxWorkers,
    projects: [
      {
        test: {
          name: "unit",
          include: ["{engine,infra,app}/**/tests/**/*.test.{ts,tsx}", "tests/unit/**/*.test.ts"],
          globalSetup: ["app/tests/support/globalSetup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          // Each file stands up the real stack: one at a time.
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
