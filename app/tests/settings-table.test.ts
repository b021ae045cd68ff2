import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { REFUSED } from "../src/settings/refused.ts";
import { unknownVariables, VARIABLES } from "../src/settings/table.ts";

const app = join(import.meta.dirname, "..");

/** What the deployment and scaling guides set. The four of web push come with that feature. */
const GUIDE =
  `BACKUP_DIR CACHE_SIZE COMPRESSION_LEVEL CORS_ORIGINS DATABASE_URL DB_CACHE_SIZE DB_MAX_CONNECTIONS DB_TIMEOUT
  DB_WAL_MODE FORCE_HTTPS HOST LOG_FILE LOG_FORMAT LOG_LEVEL LOG_STRUCTURED MAX_CONCURRENT_REQUESTS MAX_REQUEST_SIZE
  METRICS_DETAILED METRICS_ENABLED PORT RATE_LIMIT_RPM REQUEST_TIMEOUT SESSION_EXPIRY_HOURS SESSION_TOKEN_LENGTH
  SHUTDOWN_TIMEOUT TRACE_REQUESTS TRUST_PROXY WEBSOCKET_PING_INTERVAL WORKER_THREADS`
    .split(/\s+/)
    .map((name) => `CAMPFIRE_${name}`);

describe("the table of variables", () => {
  const names = [...VARIABLES, ...REFUSED].map((variable) => variable.name);

  test("decides every variable of the guides, once", () => {
    expect(GUIDE.filter((name) => !(names as string[]).includes(name))).toEqual([]);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    expect(unknownVariables(Object.fromEntries(GUIDE.map((name) => [name, "1"])))).toEqual([]);
  });

  test("has every variable that the program names", () => {
    const files = globSync("src/**/*.ts", { cwd: app }).map((file) => readFileSync(join(app, file), "utf8"));
    const named = new Set(files.flatMap((text) => text.match(/CAMPFIRE_[A-Z][A-Z_]*[A-Z]\b/g) ?? []));
    expect(named.size).toBeGreaterThan(30);
    expect([...named].filter((name) => !(names as string[]).includes(name))).toEqual([]);
  });
});
