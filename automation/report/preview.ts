import { Masker } from "../../engine/display/masker.ts";
import { nameOf, typeOf } from "../../engine/urn.ts";
import { secretMask } from "../../engine/values/mask.ts";
import { type PathStep, parsePath } from "../../engine/values/paths.ts";
import { isObject, type Properties, type Value } from "../../engine/values/wire.ts";
import { cut, type Difference, differences, listed } from "./difference.ts";
import { collectSecrets, normalized } from "./masking.ts";
import { type Change, type Diagnostic, emptyReport, limits, type Report, tailOf } from "./report.ts";

/**
 * What `pulumi preview --json` and `pulumi refresh --preview-only --json` print: a `PreviewDigest` (pulumi/pulumi, pkg/display/json.go). Only
 * what is used of it. Each state has its secrets as "[secret]".
 */
interface Digest {
  steps?: Step[];
  diagnostics?: { urn?: string; message?: string; severity?: string }[];
  changeSummary?: Record<string, number>;
}
interface Step {
  op: string;
  urn: string;
  oldState?: State;
  newState?: State;
  replaceReasons?: string[] | null;
  /** By path; null where the provider doesn't say. `inputDiff`: the old side is an input, else an output. */
  detailedDiff?: Record<string, { kind: string; inputDiff: boolean }> | null;
}
interface State {
  inputs?: Properties;
  outputs?: Properties;
  retainOnDelete?: boolean;
}

/** What the command left: its exit status (undefined: it never ran), standard output and standard error. */
export interface Ran {
  stack: string;
  status: number | undefined;
  stdout: string;
  stderr: string;
}

/** Steps of the engine → what they are to a reader. The rest changes nothing: same, read, refresh. */
const kinds = new Map<string, Change["kind"]>([
  ["replace", "replace"],
  ["create-replacement", "replace"],
  ["delete-replaced", "replace"],
  ["import-replacement", "replace"],
  ["delete", "delete"],
  ["update", "update"],
  ["create", "create"],
  ["import", "import"],
]);

/** `pulumi refresh --expect-no-changes` ends so when there are some, having listed them. */
const foundChanges = 7;

/** A report of what `pulumi preview --json` printed; of anything else it printed too. */
export function reportOfPreview({ stack, status, stdout, stderr }: Ran): Report {
  const empty = emptyReport(stack);
  if (status === undefined) return { ...empty, outcome: "absent", log: tailOf(stderr) };
  const digest = parsed(stdout);
  if (digest === undefined) return { ...empty, outcome: "failed", log: tailOf(`${stdout}\n${stderr}`) };

  const steps = (digest.steps ?? []).map(normalizedStep);
  const masker = new Masker();
  for (const { oldState, newState } of steps)
    collectSecrets(masker, [oldState?.inputs, oldState?.outputs, newState?.inputs, newState?.outputs]);
  const mask = (text: string) => masker.mask(text);
  const byUrn = new Map<string, Change>();
  for (const step of steps) {
    const kind = kinds.get(step.op);
    // A replacement can come in up to three steps, of which the first says what changes.
    if (kind !== undefined && !byUrn.has(step.urn)) byUrn.set(step.urn, changeOf(step, kind, mask));
  }
  return {
    ...empty,
    outcome: status === 0 || status === foundChanges ? "planned" : "failed",
    changes: [...byUrn.values()].slice(0, limits.changes),
    unchanged: digest.changeSummary?.same ?? 0,
    diagnostics: (digest.diagnostics ?? []).slice(0, limits.diagnostics).map((one) => diagnosticOf(one, mask)),
    log: tailOf(mask(stderr)),
  };
}

function parsed(stdout: string): Digest | undefined {
  try {
    const digest = JSON.parse(stdout) as Value;
    return isObject(digest) ? (digest as Digest) : undefined;
  } catch {
    return undefined;
  }
}

const normalizedStep = (step: Step): Step => ({
  ...step,
  oldState: step.oldState && normalizedState(step.oldState),
  newState: step.newState && normalizedState(step.newState),
});
const normalizedState = (state: State): State => ({
  ...state,
  inputs: normalized(state.inputs ?? {}) as Properties,
  outputs: normalized(state.outputs ?? {}) as Properties,
});

function changeOf(step: Step, kind: Change["kind"], mask: (text: string) => string): Change {
  const all = kind === "replace" || kind === "update" ? stepDifferences(step) : [];
  const replacing = Object.entries(step.detailedDiff ?? {}).filter(([, { kind }]) => kind.endsWith("-replace"));
  const because = [...new Set([...(step.replaceReasons ?? []), ...replacing.map(([path]) => path)])];
  return {
    kind,
    type: cut(typeOf(step.urn), limits.name),
    name: cut(mask(nameOf(step.urn)), limits.name),
    because: because.slice(0, limits.properties).map((path) => cut(mask(path), limits.path)),
    properties: all.slice(0, limits.properties).map((difference) => listed(difference, mask)),
    more: Math.max(0, all.length - limits.properties),
    note: kind === "delete" && step.oldState?.retainOnDelete ? "retainOnDelete is set" : "",
  };
}

/** By the provider's own list of paths where there is one, else all inputs that differ. */
function stepDifferences({ oldState, newState, detailedDiff }: Step): Difference[] {
  const inputs = newState?.inputs ?? {};
  if (!detailedDiff) return differences(oldState?.inputs ?? {}, inputs);
  return Object.entries(detailedDiff).flatMap(([text, { kind, inputDiff }]) => {
    const path = parsePath(text) ?? [text];
    const before = kind.startsWith("add")
      ? undefined
      : at((inputDiff ? oldState?.inputs : oldState?.outputs) ?? {}, path);
    const after = kind.startsWith("delete") ? undefined : at(inputs, path);
    const found = differences(before, after, path);
    // A secret for another, or what only the provider can tell: that it changes is still worth a line.
    return found.length > 0 ? found : [{ path, before, after }];
  });
}

function at(value: Value | undefined, path: readonly PathStep[]): Value | undefined {
  const [step, ...rest] = path;
  if (step === undefined || value === secretMask) return value;
  if (Array.isArray(value)) return at(value[Number(step)], rest);
  return isObject(value) && Object.hasOwn(value, step) ? at(value[step], rest) : undefined;
}

function diagnosticOf(
  { urn = "", message = "", severity }: NonNullable<Digest["diagnostics"]>[number],
  mask: (text: string) => string,
): Diagnostic {
  return {
    severity: severity === "error" || severity === "warning" ? severity : "info",
    resource: cut(mask(nameOf(urn)), limits.name),
    message: cut(mask(message.trim()), limits.text),
  };
}
