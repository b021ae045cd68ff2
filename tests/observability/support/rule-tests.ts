import { stringify } from "yaml";
import type { Alert } from "../../../alerts/alert.ts";
import { watchdog } from "../../../alerts/rules/watching.ts";
import { type AlertCase, healthy, type Story, seriesOf } from "./case.ts";

/** Beyond it a look every ten minutes does. */
const LONG_MINUTES = 600;
const steps = { short: 1, long: 10 };

/**
 * A promtool test file: for every case, that with the story `fires` exactly the alert and what comes along fires, and with `silent` nothing,
 * of all the alerts there are. One file holds one interval, hence `long`.
 */
export function ruleTests(cases: Record<string, AlertCase>, alerts: readonly Alert[], rules: string, long: boolean) {
  const step = long ? steps.long : steps.short;
  const tests = Object.entries(cases)
    .filter(([, { after }]) => after > LONG_MINUTES === long)
    .flatMap(([name, { fires, silent, quiet, after, labels = {}, along = [] }]) => {
      const expected = [name, watchdog, ...along].map((alertname) => ({
        alertname,
        severity: alerts.find((alert) => alert.name === alertname)?.severity,
      }));
      const nothing = [firing('count by (alertname) (ALERTS{alertstate="firing"})', after, [{ alertname: watchdog }])];
      return [
        test(`${name} fires`, fires, after, step, [
          firing('count by (alertname, severity) (ALERTS{alertstate="firing"})', after, expected),
          firing(`count without (alertstate) (ALERTS{alertstate="firing",alertname="${name}"})`, after, [
            { ...expected[0], ...labels },
          ]),
        ]),
        test(`${name} is silent`, silent, after, step, nothing),
        ...(quiet ? [test(`${name} is silent with few`, quiet, after, step, nothing)] : []),
      ];
    });
  return stringify({ rule_files: [rules], evaluation_interval: `${step}m`, tests }, { lineWidth: 0 });
}

type Labels = Record<string, string | undefined>;

const test = (name: string, story: Story, after: number, step: number, expectations: object[]) => ({
  name,
  interval: `${step}m`,
  input_series: seriesOf({ ...healthy, ...story }, after, step),
  promql_expr_test: expectations,
});

const firing = (expr: string, after: number, expected: Labels[]) => ({
  expr,
  eval_time: `${Math.round(after * 60)}s`,
  exp_samples: expected.map((labels) => ({
    labels: `{${Object.entries(labels)
      .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      .join(",")}}`,
    value: 1,
  })),
});
