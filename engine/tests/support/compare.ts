import type { StepEvent } from "../../update/events.ts";
import { unknown } from "../../values/wire.ts";
import type { ProbeCall, RecordedStep } from "./recordings.ts";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The same replacements as in the recordings: UUIDs (an unknown value is one) and ciphertexts. */
export function normalized<T>(value: T): T {
  const text = JSON.stringify(value)
    .replaceAll(unknown, "<uuid>")
    .replaceAll(uuid, "<uuid>")
    .replaceAll(/"ciphertext":"[^"]*"/g, '"ciphertext":"<ciphertext>"');
  return JSON.parse(text) as T;
}

/** Which of two resources (by name) needs the other, at any time of the case. */
export function dependencies(steps: RecordedStep[]): [string, string][] {
  const nameOf = (urn: string) => urn.split("::").at(-1)!;
  const direct = new Map<string, Set<string>>();
  for (const resource of steps.flatMap((step) => step.resources ?? [])) {
    const needed = [
      ...((resource.dependencies as string[]) ?? []),
      ...(resource.deletedWith ? [resource.deletedWith as string] : []),
    ];
    const name = nameOf(resource.urn as string);
    direct.set(name, new Set([...(direct.get(name) ?? []), ...needed.map(nameOf)]));
  }
  const reachable = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of direct.get(from) ?? []) if (!seen.has(next)) reachable(next, seen.add(next));
    return seen;
  };
  return [...direct.keys()].flatMap((name) => [...reachable(name)].map((needed): [string, string] => [name, needed]));
}

/** The calls as they concern each resource, and each pair of which one needs the other: independent ones can come in any order. */
export function callOrders(calls: ProbeCall[], pairs: [string, string][]): Record<string, unknown> {
  const named = (names: string[]) => calls.filter((call) => names.includes(call.name));
  const names = [...new Set(calls.map((call) => call.name))].sort();
  return {
    ...Object.fromEntries(names.map((name) => [name, named([name])])),
    ...Object.fromEntries(
      pairs.map((pair) => [pair.join(" after "), named(pair).map(({ call, name }) => `${call} ${name}`)]),
    ),
  };
}

/** Steps as text, sorted: what happened to what, with the reason for a replacement. */
export const stepsBegun = (events: StepEvent[]): string[] =>
  events
    .filter((event) => event.phase === "begin")
    .map((event) => stepText(event.step, event.urn, event.keys))
    .sort();

export const recordedSteps = (steps: { op: string; urn: string; keys?: string[] }[]): string[] =>
  steps.map(({ op, urn, keys }) => stepText(op, urn, keys)).sort();

const stepText = (step: string, urn: string, keys: string[] = []): string =>
  `${step} ${urn}${keys.length > 0 ? ` (${keys.join(", ")})` : ""}`;

/** Steps that a person counts, as the official summary does: neither the halves of a replacement nor default providers. */
export function counted(events: StepEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const halves = ["create-replacement", "delete-replaced"];
  for (const event of events) {
    if (event.phase !== "end" || halves.includes(event.step) || /pulumi:providers:[^:]+::default/.test(event.urn))
      continue;
    const step = event.step === "refresh" ? (event.outcome ?? "same") : event.step;
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return counts;
}

/** Resources by URN and id, less what is not part of the comparison: times, and empty lists of dependencies. */
export function comparableState(resources: Record<string, unknown>[]): Record<string, unknown>[] {
  return normalized(resources)
    .map(({ created: _created, modified: _modified, ...resource }) => {
      const dependencies = Object.entries((resource.propertyDependencies as Record<string, string[]>) ?? {})
        .filter(([, urns]) => urns.length > 0)
        .map(([key, urns]): [string, string[]] => [key, [...urns].sort()]);
      return {
        ...resource,
        dependencies: [...((resource.dependencies as string[]) ?? [])].sort(),
        propertyDependencies: Object.fromEntries(dependencies),
      } as Record<string, unknown>;
    })
    .sort((a, b) => `${a.urn} ${a.id}`.localeCompare(`${b.urn} ${b.id}`));
}
