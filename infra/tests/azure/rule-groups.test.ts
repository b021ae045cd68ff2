import { describe, expect, it } from "vitest";
import { alertsFor } from "../../../alerts/rules.ts";
import fc from "../../../tests/support/properties.ts";
import { absences, measuredInLogs, windowOf } from "../../azure/log-alerts.ts";
import { isoDuration, ruleOf, severities } from "../../azure/rule-groups.ts";
import { sizePresets } from "../../presets.ts";

const alerts = alertsFor({ size: sizePresets.medium, replicas: 3, backupEveryMinutes: 10 });

describe("a duration", () => {
  it("means the same in Azure's form", () => {
    const unit = fc.constantFrom("s", "m", "h");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), unit, (count, letter) => {
        expect(isoDuration(`${count}${letter}`)).toBe(`PT${count}${letter.toUpperCase()}`);
      }),
    );
    expect(isoDuration("1h30m")).toBe("PT1H30M");
  });

  it.each(["", "5", "5d", "m5", "5m and more"])("is refused when it is %j", (text) => {
    expect(() => isoDuration(text)).toThrow("is no duration");
  });
});

describe("an alert", () => {
  it.each(alerts)("$name keeps its expression, its time, its texts and its runbook", (alert) => {
    const rule = ruleOf(alert, { actionGroups: { page: [], ticket: [], heartbeat: [] }, runbooks: undefined });
    expect(rule).toMatchObject({
      alert: alert.name,
      expression: alert.expr,
      for: isoDuration(alert.for),
      severity: severities[alert.severity],
      annotations: { summary: alert.summary, runbook_url: expect.stringContaining(alert.name) },
    });
  });

  it("on backups fires after three were missed, within what Azure looks back", () => {
    expect(absences(10).BackupOld.window).toBe("PT30M");
    expect(windowOf(31)).toBe("PT45M");
    expect(alerts.map(({ name }) => name)).toEqual(expect.arrayContaining([...measuredInLogs]));
  });

  it("on backups tells a backup from the mark of a restore test", () => {
    const { BackupOld, BackupUnproven } = absences(10);
    expect(BackupOld.query).toContain('!has "/proofs/"');
    expect(BackupUnproven.query).toContain('ObjectKey has "/proofs/"');
  });
});
