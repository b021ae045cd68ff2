import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderRun } from "../commands/ran.ts";
import { summaryOf } from "../markdown/sections.ts";
import { reportOfPreview } from "../report/preview.ts";

// What the official CLI 3.260.0 printed for a small program with a provider that tells which properties change. The program makes a password a secret
// that was none; source positions and times are left out.
const recorded = (name: string) => readFileSync(join(import.meta.dirname, "recorded", `${name}.json`), "utf8");
const reported = (name: string, status: number, stderr = "") =>
  reportOfPreview({ stack: "staging", status, stdout: recorded(name), stderr });
const written = (report: ReturnType<typeof reported>) =>
  renderRun("Preview", report, { sha: "0123456789abcdef", run: "https://github.example/run/1" }).bodies.join("\n");

describe("a recorded preview", () => {
  it("is read with what changes where, inside of JSON texts too", () => {
    const { outcome, unchanged, changes } = reported("changes", 0);
    expect({ outcome, unchanged }).toEqual({ outcome: "planned", unchanged: 1 });
    expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "replace database",
      "update app",
      "create cache",
      "delete mail",
      "delete uploads",
    ]);
    expect(changes[0]).toMatchObject({ type: "shop:index:Database", because: ["engine"] });
    expect(changes[0]?.properties).toContainEqual({ path: "engine", before: '"postgres16"', after: '"postgres18"' });
    expect(changes[1]?.properties.map(({ path }) => path)).toEqual([
      "command[1]",
      "connection",
      "containers[0].environment[0].value",
      "containers[0].image",
      "containers[1]",
      "database",
      "tags.old",
      "tags.owner",
    ]);
    expect(changes.at(-1)?.note).toContain("retainOnDelete");
  });

  it("never shows a password that was no secret before, in whatever text it stands: the CLI's own JSON does", () => {
    expect(recorded("changes")).toContain("correct-horse-battery-staple");
    const page = written(
      reported("changes", 0, "warning: cannot reach postgres://chat:correct-horse-battery-staple@db"),
    );
    expect(page).not.toContain("correct-horse");
    expect(page).toContain('! password = "<secret>" (what changes is not shown)');
    expect(page).toContain('- connection = "host=db password=<secret>"');
    expect(page).toContain("postgres://chat:<secret>@db");
  });

  it("is written from what hurts to what doesn't", () => {
    const headings = [...written(reported("changes", 0)).matchAll(/^#{3,4} .*$/gm)].map(([heading]) => heading);
    expect(headings).toEqual([
      "### Preview of `staging`: 1 replaced, 2 deleted, 1 changed, 1 created, 1 unchanged",
      "#### Replaced (1) in `staging`",
      "#### Deleted (2) in `staging`",
      "#### Changed (1) in `staging`",
      "#### Created (1) in `staging`",
    ]);
  });

  it.each([
    ["new-stack", 0, "5 created, 0 unchanged"],
    ["unchanged", 0, "nothing changes (5 resources)"],
    ["refused", 1, "it failed; until then: 1 replaced, 1 changed, 1 created"],
    ["failing-check", 1, "it failed; until then: 1 replaced"],
    ["drift", 7, "1 deleted, 1 changed, 3 unchanged"],
  ])("%s, which ended with %i, comes to: %s", (name, status, summary) => {
    expect(summaryOf(reported(name, status))).toBe(summary);
  });

  it("that failed says why, by the program's or the provider's own words", () => {
    expect(written(reported("refused", 1))).toContain('SETTING_INVALID campfire:size — "huge" is none of');
    expect(reported("failing-check", 1).diagnostics).toMatchObject([
      { severity: "error", resource: "broken", message: expect.stringContaining("the shop has no such thing") },
    ]);
  });
});

describe("a preview that printed no JSON", () => {
  it("is reported with the end of what it said", () => {
    const stderr = `${"noise\n".repeat(5_000)}error: no stack named 'nothere' found\n`;
    const report = reportOfPreview({ stack: "nothere", status: 6, stdout: "", stderr });
    expect(report.outcome).toBe("failed");
    expect(report.log.length).toBeLessThanOrEqual(4_000);
    expect(written(report)).toContain("error: no stack named 'nothere' found");
  });

  it("because it never ran is reported too", () => {
    const report = reportOfPreview({ stack: "prod", status: undefined, stdout: "", stderr: "" });
    expect(written(report)).toContain("### Preview of `prod`: it did not run");
  });

  it("is a failure, whatever it printed instead", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().filter((text) => !text.startsWith("{")),
        ),
        (stdout) => {
          fc.pre(!stdout.trim().startsWith("{"));
          expect(reportOfPreview({ stack: "prod", status: 0, stdout, stderr: "" }).outcome).toBe("failed");
        },
      ),
    );
  });
});

describe("any secret of any resource", () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.integer(),
      fc.constant("[secret]"),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
    ),
  })).value;
  const properties = fc.dictionary(fc.string(), value, { maxKeys: 4 });
  const place = fc.constantFrom("oldInputs", "oldOutputs", "newInputs", "newOutputs");
  const wrap = fc.constantFrom<(inner: unknown) => unknown>(
    (inner) => inner,
    (inner) => [inner],
    (inner) => ({ deep: [{ er: inner }] }),
  );

  it("is shown on neither side, however short it is", () => {
    const states = {
      oldState: { inputs: { pin: 1234, key: { a: "x" } } },
      newState: { inputs: { pin: "[secret]", key: "[secret]" } },
    };
    const step = {
      op: "update",
      urn: "urn:pulumi:prod::campfire::shop:index:Lock::door",
      ...states,
      detailedDiff: null,
    };
    const { changes } = reportOfPreview({
      stack: "prod",
      status: 0,
      stdout: JSON.stringify({ steps: [step] }),
      stderr: "",
    });
    const hidden = { before: '"<secret>"', after: '"<secret>"' };
    expect(changes[0]?.properties).toEqual([
      { path: "key", ...hidden },
      { path: "pin", ...hidden },
    ]);
  });

  it("is shown nowhere, when one of its states hides it and another does not", () => {
    const secret = 'S3cr3t "and\\quoted" \u00e9 /?&';
    fc.assert(
      fc.property(
        properties,
        properties,
        place,
        place,
        wrap,
        fc.boolean(),
        (a, b, hidden, clear, wrapped, detailed) => {
          fc.pre(hidden !== clear);
          const states: Record<string, object> = { oldInputs: a, oldOutputs: b, newInputs: b, newOutputs: a };
          states[hidden] = { ...states[hidden], password: wrapped("[secret]") };
          states[clear] = { ...states[clear], password: wrapped(secret) };
          // It stands elsewhere too, where no state calls it one: as itself, within JSON and within an address.
          for (const [at, name] of Object.keys(states).entries())
            states[name] = {
              ...states[name],
              copy: { at, secret, json: JSON.stringify({ at, secret }), url: `x:${encodeURIComponent(secret)}@${at}` },
            };
          const step = {
            op: "update",
            urn: `urn:pulumi:prod::campfire::shop:index:Database::${secret}`,
            oldState: { inputs: states.oldInputs, outputs: states.oldOutputs },
            newState: { inputs: states.newInputs, outputs: states.newOutputs },
            detailedDiff: detailed
              ? { password: { kind: "update", inputDiff: false }, copy: { kind: "update", inputDiff: true } }
              : null,
          };
          const diagnostics = [{ message: `failed with ${secret}`, severity: "error", urn: "" }];
          const stdout = JSON.stringify({ steps: [step], diagnostics });
          const page = JSON.stringify(reportOfPreview({ stack: "prod", status: 1, stdout, stderr: secret }));
          for (const part of ["S3cr3t", "quoted"]) expect(page).not.toContain(part);
        },
      ),
    );
  });
});
