import { EngineError } from "../../engine/errors.ts";
import { isObject, type Value } from "../../engine/values/wire.ts";
import { cut } from "./difference.ts";
import { type Change, changeKinds, type Diagnostic, limits, type PropertyChange, type Report } from "./report.ts";

/** More stacks than anybody has files for. */
const mostReports = 50;

/**
 * Reads reports that somebody else wrote: a list of `Report` as JSON. What they say stays theirs; what they are is checked here, so that nothing
 * after it meets another shape or an unbounded length. Throws `report-invalid`.
 */
export function readReports(json: string): Report[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalid("it is no JSON");
  }
  return list(value, "reports", mostReports).map(report);
}

function report(value: unknown): Report {
  const from = object(value, "a report");
  return {
    stack: stackName(from.stack),
    outcome: oneOf(from.outcome, "outcome", ["planned", "failed", "absent"]),
    changes: list(from.changes, "changes", limits.changes).map(change),
    unchanged: count(from.unchanged, "unchanged"),
    diagnostics: list(from.diagnostics, "diagnostics", limits.diagnostics).map(diagnostic),
    log: text(from.log, "log", limits.text),
  };
}

function change(value: unknown): Change {
  const from = object(value, "a change");
  return {
    kind: oneOf(from.kind, "kind", changeKinds),
    type: text(from.type, "type", limits.name),
    name: text(from.name, "name", limits.name),
    because: list(from.because, "because", limits.properties).map((path) => text(path, "because", limits.path)),
    properties: list(from.properties, "properties", limits.properties).map(property),
    more: count(from.more, "more"),
    note: text(from.note, "note", limits.name),
  };
}

function property(value: unknown): PropertyChange {
  const from = object(value, "a property");
  // An excerpt has a few words around it.
  const side = (side: unknown, name: string) => (side === null ? null : text(side, name, limits.value + 50));
  return {
    path: text(from.path, "path", limits.path),
    before: side(from.before, "before"),
    after: side(from.after, "after"),
  };
}

function diagnostic(value: unknown): Diagnostic {
  const from = object(value, "a diagnostic");
  return {
    severity: oneOf(from.severity, "severity", ["error", "warning", "info"]),
    resource: text(from.resource, "resource", limits.name),
    message: text(from.message, "message", limits.text),
  };
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (isObject(value as Value)) return value as Record<string, unknown>;
  throw invalid(`${name} is no object`);
}

function stackName(value: unknown): string {
  if (typeof value === "string" && /^[\w.-]{1,100}$/.test(value)) return value;
  throw invalid("stack is no stack's name");
}

function list(value: unknown, name: string, most: number): unknown[] {
  if (Array.isArray(value) && value.length <= most) return value;
  throw invalid(`${name} is no list of at most ${most}`);
}

function text(value: unknown, name: string, length: number): string {
  if (typeof value === "string") return cut(value, length);
  throw invalid(`${name} is no text`);
}

function count(value: unknown, name: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw invalid(`${name} is no number of things`);
}

function oneOf<const T extends string>(value: unknown, name: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw invalid(`${name} is none of ${allowed.join(", ")}`);
}

const invalid = (what: string) =>
  new EngineError({
    code: "report-invalid",
    message: `The pull request's reports can't be read: ${what}`,
    remedy: "Nothing was posted. Look at the run that made them.",
  });
