import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { sources } from "../../alerts/alert.ts";
import { prometheusRules, runbookOf } from "../../alerts/prometheus.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { type Size, sizePresets, sizes } from "../../infra/presets.ts";
import type { AlertCase } from "./support/case.ts";
import { dataCases } from "./support/cases-data.ts";
import { serviceCases } from "./support/cases-service.ts";
import { watchingCases } from "./support/cases-watching.ts";
import { check, hasPromtool } from "./support/promtool.ts";
import { ruleTests } from "./support/rule-tests.ts";

const of = (size: Size) => alertsFor({ size: sizePresets[size], replicas: 2, backupEveryMinutes: 10, sources });
const small = of("small");
const cases: Record<string, AlertCase> = { ...serviceCases, ...dataCases, ...watchingCases };
const root = resolve(import.meta.dirname, "../..");

describe("alerts", () => {
  it("have names of their own, and each a case in which it fires and one in which it is silent", () => {
    const names = small.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    // The watchdog fires in all of them.
    expect(Object.keys(cases).sort()).toEqual(names.filter((name) => name !== "Watchdog").sort());
  });

  it("have a runbook each that says what it means, how to check and how to mend; and no runbook is without its alert", () => {
    for (const alert of small) {
      const text = readFileSync(resolve(root, runbookOf(alert)), "utf8");
      expect(text).toMatch(new RegExp(`^# ${alert.name}\n`));
      for (const heading of ["What it means", "How to check", "How to mend"])
        expect(text, `${alert.name} says ${heading}`).toMatch(new RegExp(`## ${heading}\n\n\\S[^#]{40,}`));
    }
    const pages = readdirSync(resolve(root, "docs/runbooks")).filter((name) => name !== "README.md");
    expect(pages.sort()).toEqual(small.map(({ name }) => `${name}.md`).sort());
    expect(existsSync(resolve(root, "docs/runbooks/README.md"))).toBe(true);
  });

  it("fill in only labels that they have", () => {
    for (const { name, summary, description } of small) {
      const used = [...`${summary} ${description}`.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label!);
      expect(Object.keys(cases[name]?.labels ?? {})).toEqual(expect.arrayContaining(used));
    }
  });

  it("take their thresholds from the size", () => {
    const expression = (size: Size, name: string) => of(size).find((alert) => alert.name === name)?.expr;
    expect(expression("small", "ConnectionsNearLimit")).toContain("> 100");
    expect(expression("large", "ConnectionsNearLimit")).toContain("> 5000");
    expect(expression("medium", "ResponsesSlow")).toContain("> 0.05");
    expect(expression("small", "CpuHigh")).toContain("> 0.4");
    expect(expression("large", "MemoryHigh")).toContain("> 1536 * 1024 * 1024");
    expect(sizes.map((size) => /> ([\d.]+)\)/.exec(expression(size, "ErrorBudgetBurnsFast") ?? "")?.[1])).toEqual([
      "0.144",
      "0.072",
      "0.0144",
    ]);
  });

  it("that only some platforms can measure come only with what measures them", () => {
    const everywhere = alertsFor({ size: sizePresets.small, replicas: 2, backupEveryMinutes: 10 });
    expect(everywhere.length).toBeLessThan(small.length);
    for (const { expr } of everywhere) expect(expr).not.toMatch(/node_|prometheus_|alertmanager_|ingress|vector\(/);
  });

  it("wait in seconds, minutes and hours, which every platform knows", () => {
    for (const alert of small) expect(alert.for).toMatch(/^\d+[smh]$/);
  });
});

describe.skipIf(!hasPromtool)("the rule file", () => {
  it("lets an alert outlast those that it holds back, so that the end of a trouble is no news of others", async () => {
    const rules = prometheusRules(small);
    const at = (time: string, names: string[]) => ({
      expr: 'count by (alertname) (ALERTS{alertstate="firing",alertname=~"Replica.*"})',
      eval_time: time,
      exp_samples: names.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
    });
    const tests = stringify({
      rule_files: ["rules.yml"],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: [
            { series: 'up{job="campfire",instance="app-1"}', values: "1x60" },
            { series: 'up{job="campfire",instance="app-2"}', values: "0x20 1x40" },
          ],
          promql_expr_test: [at("20m", ["ReplicaDown", "ReplicaMissing"]), at("22m", ["ReplicaDown"]), at("30m", [])],
        },
      ],
    });
    expect(
      await check("promtool", ["test", "rules", "tests.yml"], { "rules.yml": rules, "tests.yml": tests }),
    ).toContain("SUCCESS");
  });

  it("is valid for every size, and says the same as the source", async () => {
    for (const size of sizes) {
      const rules = prometheusRules(of(size), { runbooks: "https://example.com/runbooks" });
      expect(await check("promtool", ["check", "rules", "rules.yml"], { "rules.yml": rules })).toContain(
        `${of(size).length} rules found`,
      );
      const { groups } = parse(rules) as { groups: { rules: { alert: string; expr: string }[] }[] };
      const written = groups.flatMap(({ rules: all }) => all.map(({ alert, expr }) => [alert, expr]));
      expect(written).toEqual(of(size).map(({ name, expr }) => [name, expr]));
      expect(rules).toContain("runbook_url: https://example.com/runbooks/ChatDown.md");
    }
  });

  // Hundreds of stories: seconds on an idle machine.
  it.each([false, true])(
    "makes each alert fire when it should, and no other (long windows: %s)",
    {
      timeout: 600_000,
    },
    async (long) => {
      const files = { "rules.yml": prometheusRules(small), "tests.yml": ruleTests(cases, small, "rules.yml", long) };
      expect(await check("promtool", ["test", "rules", "tests.yml"], files)).toContain("SUCCESS");
    },
  );
});
