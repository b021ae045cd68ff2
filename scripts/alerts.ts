// Prints a size's alerts as a Prometheus rule file: `npm run --silent alerts -- --size medium > campfire.rules.yml`.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { sources } from "../alerts/alert.ts";
import { alertmanagerConfiguration } from "../alerts/alertmanager.ts";
import { prometheusRules } from "../alerts/prometheus.ts";
import { alertsFor } from "../alerts/rules.ts";
import { lifecyclePresets, type Size, sizePresets, sizes } from "../infra/presets.ts";
import { alertsPage, withAlertTables } from "./alert-table.ts";

const usage = `Usage: npm run --silent alerts -- [options]
  --size SIZE            ${sizes.join(", ")}: whose thresholds (small)
  --replicas COUNT       below which ReplicaMissing fires (the size's)
  --source NAME          what is scraped besides replicas: ingress, proxy, backups, host, watchdog, prometheus; may be repeated
  --runbooks URL         where docs/runbooks is published (docs/runbooks)
  --alertmanager         prints Alertmanager's routes instead, without receivers
  --table                writes the tables of docs/alerts.md instead
`;

const isOneOf = <T extends string>(values: readonly T[], value: string): value is T => values.includes(value as T);

function fail(problem: string): never {
  process.stderr.write(`alerts: ${problem}\n\n${usage}`);
  process.exit(2);
}

function read() {
  try {
    return parseArgs({
      options: {
        size: { type: "string", default: "small" satisfies Size },
        replicas: { type: "string" },
        source: { type: "string", multiple: true, default: [] },
        runbooks: { type: "string" },
        alertmanager: { type: "boolean", default: false },
        table: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
}

const { size, replicas, source, runbooks, alertmanager, table, help } = read();
if (!isOneOf(sizes, size)) fail(`--size "${size}" is none of ${sizes.join(", ")}.`);
if (replicas !== undefined && !/^[1-9]\d*$/.test(replicas)) fail(`--replicas "${replicas}" is no number of replicas.`);
const known = source.filter((name) => isOneOf(sources, name));
if (known.length < source.length) fail(`--source takes ${sources.join(", ")}.`);

const rules = () =>
  prometheusRules(
    alertsFor({
      size: sizePresets[size],
      replicas: Number(replicas ?? sizePresets[size].replicas.min),
      backupEveryMinutes: lifecyclePresets.production.backups.everyMinutes,
      sources: known,
    }),
    { runbooks },
  );
if (table && !help) writeFileSync(alertsPage, withAlertTables(readFileSync(alertsPage, "utf8")));
else process.stdout.write(help ? usage : alertmanager ? alertmanagerConfiguration({}) : rules());
