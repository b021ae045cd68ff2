// Writes the dashboards for a Grafana of one's own: `npm run dashboards -- --out DIR`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sources } from "../alerts/alert.ts";
import { dashboardsFor } from "../dashboards/index.ts";
import { type Size, sizePresets, sizes } from "../infra/presets.ts";

const usage = `Usage: npm run dashboards -- --out DIR [options]
  --out DIR         where to; it is made when it is missing
  --size SIZE       ${sizes.join(", ")}: whose objectives the overview measures against (none)
  --source NAME     what Prometheus scrapes besides replicas: ingress, proxy, backups, host, watchdog, prometheus; may be repeated (backups)
  --no-redis        for a stack without Redis
  --runbooks URL    where docs/runbooks is published
  --logs URL        where the logs are shown
The data source is the Prometheus with the uid "prometheus"; Grafana asks for another when it imports them by hand.
`;

const isOneOf = <T extends string>(values: readonly T[], value: string): value is T => values.includes(value as T);

function fail(problem: string): never {
  process.stderr.write(`dashboards: ${problem}\n\n${usage}`);
  process.exit(2);
}

function read() {
  try {
    return parseArgs({
      allowNegative: true,
      options: {
        out: { type: "string" },
        size: { type: "string" },
        source: { type: "string", multiple: true, default: ["backups"] },
        redis: { type: "boolean", default: true },
        runbooks: { type: "string" },
        logs: { type: "string" },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
}

const { out, size, source, redis, runbooks, logs } = read();
if (out === undefined) fail("--out is missing.");
if (size !== undefined && !isOneOf(sizes, size)) fail(`--size "${size}" is none of ${sizes.join(", ")}.`);
const known = source.filter((name) => isOneOf(sources, name));
if (known.length < source.length) fail(`--source takes ${sources.join(", ")}.`);

mkdirSync(out, { recursive: true });
const targets = size === undefined ? undefined : sizePresets[size satisfies Size].targets;
for (const { uid, json } of dashboardsFor({ sources: known, redis, targets, runbooks, logs })) {
  const file = join(out, `${uid}.json`);
  writeFileSync(file, `${json}\n`);
  console.log(file);
}
