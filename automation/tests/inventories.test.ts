import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanEntry } from "../../engine/plan/json.ts";
import { planEntry } from "../../engine/tests/support/plan-entry.ts";
import { reportOfInventories } from "../report/inventories.ts";
import { readReports } from "../report/read.ts";
import { limits } from "../report/report.ts";
import { anyReport } from "./support/arbitrary-reports.ts";

const planned = (...resources: PlanEntry[]) => ({ exists: true, resources, log: "" });
const missing = { exists: false, resources: undefined, log: "" };

const database = (engine: string, policy: object) =>
  planEntry(
    "aws:rds/instance:Instance",
    "database",
    { engine, policy: JSON.stringify(policy), endpoint: "<unknown>" },
    true,
  );
const topic = (name: string) => planEntry("aws:sns/topic:Topic", name, {});

describe("two offline plans", () => {
  it("are compared as a preview is, with likely replacements", () => {
    const base = planned(database("postgres", { a: 1, b: 2 }), topic("old"), topic("kept"));
    const head = planned(database("mariadb", { a: 1, b: 3 }), topic("new"), topic("kept"));
    const { outcome, unchanged, changes } = reportOfInventories("prod", base, head);
    expect({ outcome, unchanged }).toEqual({ outcome: "planned", unchanged: 1 });
    expect(changes).toMatchObject([
      {
        kind: "replace",
        because: ["engine"],
        properties: [
          { path: "engine", before: '"postgres"', after: '"mariadb"' },
          { path: "policy.b", before: "2", after: "3" },
        ],
      },
      { kind: "create", name: "new" },
      { kind: "delete", name: "old" },
    ]);
  });

  it("of a stack that is new, or gone, or whose resources were protected", () => {
    const resources = planned(database("postgres", {}));
    expect(reportOfInventories("prod", missing, resources).changes).toMatchObject([{ kind: "create" }]);
    expect(reportOfInventories("prod", resources, missing)).toMatchObject({
      outcome: "planned",
      changes: [{ kind: "delete", note: expect.stringContaining("protected") }],
    });
  });

  it("fail when the head can't be planned, with what it said; what the base said before is no news", () => {
    const failed = { exists: true, resources: undefined, log: "error plan-failed: no such setting" };
    expect(reportOfInventories("prod", planned(), failed)).toMatchObject({ outcome: "failed", log: failed.log });
    expect(reportOfInventories("prod", { ...planned(), log: "same" }, { ...planned(), log: "same" }).log).toBe("");
    expect(reportOfInventories("prod", planned(), { ...planned(), log: "new" }).log).toBe("new");
  });
});

describe("reports that somebody else wrote", () => {
  it("are read as they were, when they are reports", () => {
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 2 }), (reports) => {
        const wellFormed = JSON.parse(JSON.stringify(reports), (_, value) =>
          typeof value === "string" ? value.toWellFormed() : value,
        );
        expect(readReports(JSON.stringify(reports))).toEqual(wellFormed);
      }),
      { numRuns: 30 },
    );
  });

  it("are refused when they are anything else, and never break what reads them", () => {
    const refused = (json: string) => {
      try {
        readReports(json);
        return undefined;
      } catch (error) {
        return (error as { problem?: { code?: string } }).problem?.code ?? error;
      }
    };
    const report = { stack: "prod", outcome: "planned", changes: [], unchanged: 0, diagnostics: [], log: "" };
    expect(refused(JSON.stringify([report]))).toBeUndefined();
    for (const wrong of [
      { stack: "`prod`" },
      { stack: undefined },
      { outcome: "fine" },
      { unchanged: -1 },
      { changes: {} },
      { changes: Array.from({ length: limits.changes + 1 }, () => ({})) },
      { changes: [{ kind: "update" }] },
      { diagnostics: [{ severity: "error", resource: 1, message: "" }] },
      { log: null },
    ])
      expect([wrong, refused(JSON.stringify([{ ...report, ...wrong }]))]).toEqual([wrong, "report-invalid"]);
    for (const text of ["", "{}", "null", '"x"', "[[]]", "[null]"]) expect(refused(text)).toBe("report-invalid");
    fc.assert(fc.property(fc.json(), (json) => [undefined, "report-invalid"].includes(refused(json) as string)));
  });

  it("lose what is longer than a report ever says", () => {
    const report = {
      stack: "prod",
      outcome: "failed",
      changes: [],
      unchanged: 0,
      diagnostics: [],
      log: "x".repeat(9_999),
    };
    expect(readReports(JSON.stringify([report]))[0]?.log.length).toBe(limits.text);
  });
});
