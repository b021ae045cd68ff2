import { describe, expect, it } from "vitest";
import { alertsFor } from "../../alerts/rules.ts";
import { dashboards } from "../../dashboards/index.ts";
import fc from "../../tests/support/properties.ts";
import { sizePresets, sizes } from "../presets.ts";
import { scoped, scopedDashboard } from "../promql.ts";

const mine = { namespace: "campfire-prod" };

const metric = fc.stringMatching(/^[a-z][a-z_]{2,12}_total$/);
const selector = fc
  .tuple(metric, fc.constantFrom("", "{}", '{job="campfire"}', '{status=~"5..",job!="x"}'))
  .map(([name, matchers]) => ({ text: `${name}${matchers}`, name }));
const wrapped = fc
  .tuple(
    selector,
    fc.constantFrom("%", "rate(%[5m])", "sum by (le) (rate(%[5m]))", "absent(%)", "%[5m:30s]", "% offset 1h"),
  )
  .map(([{ text, name }, around]) => ({ text: around.replace("%", text), names: [name] }));
const expression = fc
  .array(wrapped, { minLength: 1, maxLength: 4 })
  .map((parts) => ({ text: parts.map(({ text }) => text).join(" / "), names: parts.flatMap(({ names }) => names) }));

/** What stands in the braces behind each metric. */
const matchersOf = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`\\b${name}(\\{[^}]*\\})?`, "g"))].map(([, matchers]) => matchers ?? "");

describe("a PromQL expression over one stack", () => {
  it("asks every selector for the stack, and for what it asked before", () => {
    fc.assert(
      fc.property(expression, ({ text, names }) => {
        const result = scoped(text, mine);
        for (const name of names) {
          for (const matchers of matchersOf(result, name)) expect(matchers).toContain('namespace="campfire-prod"');
        }
        expect(result.replaceAll('namespace="campfire-prod",', "").replaceAll('{namespace="campfire-prod"}', "")).toBe(
          text.replaceAll("{}", ""),
        );
      }),
    );
  });

  it("keeps the labels that a sum is by, the numbers and the functions as they are", () => {
    expect(scoped("sum by (job) (rate(a_total[5m])) > 2 * 60 or vector(0)", mine)).toBe(
      'sum by (job) (rate(a_total{namespace="campfire-prod"}[5m])) > 2 * 60 or vector(0)',
    );
  });

  it("quotes what a label's value holds", () => {
    expect(scoped("up", { namespace: 'a"b' })).toBe('up{namespace="a\\"b"}');
  });

  it.each(["sum(", "up{", "1 +", "rate(up[5 m])x"])("that is none is refused: %s", (text) => {
    expect(() => scoped(text, mine)).toThrow(/No PromQL/);
  });

  it.each(sizes)("is made of every alert of size %s", (size) => {
    for (const { expr } of alertsFor({ size: sizePresets[size], replicas: 2, backupEveryMinutes: 10 })) {
      expect(scoped(expr, mine)).toContain('namespace="campfire-prod"');
    }
  });

  it("is made of every query of every dashboard, and of nothing else in it", () => {
    for (const { json } of dashboards) {
      const result = scopedDashboard(json, mine);
      const queries = (text: string) => [...text.matchAll(/"expr":\s?"(?:[^"\\]|\\.)*"/g)].map(([query]) => query);
      expect(queries(result).length).toBe(queries(json).length);
      for (const query of queries(result)) expect(query).toContain('namespace=\\"campfire-prod\\"');
      const without = (text: string) =>
        JSON.stringify(JSON.parse(text), (key, value) =>
          key === "expr" || String(value).startsWith("label_values(") ? "" : value,
        );
      expect(without(result)).toBe(without(json));
      expect(result).toContain('label_values(up{namespace=\\"campfire-prod\\",job=\\"campfire\\"}, instance)');
    }
  });
});
