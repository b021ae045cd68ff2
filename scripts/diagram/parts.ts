import type { PlanEntry } from "../../engine/plan/json.ts";

export interface DrawnPart {
  name: string;
  urn: string;
  /** Types of resources worth a box, as "ecs Service", and how many there are of each. */
  kinds: { kind: string; count: number }[];
  /** How many resources are not drawn. */
  fittings: number;
}

/** What belongs to another resource and would only hide it. */
const fitting =
  /(Policy|PolicyAttachment|Attachment|Association|Rule|Version|PublicAccessBlock|Validation|Versioning|Notifications|Ownership\w*|Configuration|Parameter|Membership|Binding|Member|Grant|Assignment|RandomId)$/;

/** The parts of a stack, in the order of their registration, each with what it is made of. */
export function partsOf(resources: PlanEntry[]): DrawnPart[] {
  return resources
    .filter(({ type }) => type.startsWith("campfire:"))
    .map(({ name, urn }) => {
      const own = resources.filter((resource) => resource.custom && partOf(resource, resources) === urn);
      const drawn = own.filter(({ type }) => !fitting.test(type));
      const counts = new Map<string, number>();
      for (const { type } of drawn) counts.set(kindOf(type), (counts.get(kindOf(type)) ?? 0) + 1);
      const kinds = [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => (a.kind < b.kind ? -1 : 1));
      return { name, urn, kinds, fittings: own.length - drawn.length };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Pairs of parts of which the first needs the second; without those that follow from others. */
export function dependencies(resources: PlanEntry[], parts: DrawnPart[]): [string, string][] {
  const nameOf = new Map(parts.map(({ urn, name }) => [urn, name]));
  const needs = new Map(parts.map(({ name }) => [name, new Set<string>()]));
  const partOfUrn = new Map(resources.map((resource) => [resource.urn, nameOf.get(partOf(resource, resources) ?? "")]));
  for (const { urn, dependencies } of resources) {
    const from = partOfUrn.get(urn);
    for (const dependency of dependencies) {
      const to = partOfUrn.get(dependency);
      if (from && to && from !== to) needs.get(from)?.add(to);
    }
  }
  return [...needs].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((via) => via !== to && reaches(needs, via, to)))
      .sort()
      .map((to): [string, string] => [from, to]),
  );
}

function reaches(needs: Map<string, Set<string>>, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...(needs.get(from) ?? [])].some((next) => reaches(needs, next, to, seen));
}

/** The URN of the component that a resource stands below. */
function partOf(resource: PlanEntry, resources: PlanEntry[]): string | undefined {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  let current: PlanEntry | undefined = resource;
  while (current && !current.type.startsWith("campfire:")) current = byUrn.get(current.parent ?? "");
  return current?.urn;
}

/** "aws:ecs/taskDefinition:TaskDefinition" → "ecs TaskDefinition". */
function kindOf(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  const group = module.split("/")[0] ?? "";
  return group === "index" || group === "" ? name : `${group} ${name}`;
}
