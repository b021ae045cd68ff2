import type { Paint } from "../display/terminal.ts";
import { isProviderType } from "../urn.ts";
import { masked } from "../values/mask.ts";
import type { Value } from "../values/wire.ts";
import type { PlannedResource, ResourceGraph } from "./graph.ts";

/** The plan as a tree by parent, with counts: what a person reads. */
export function planTree(graph: ResourceGraph, paint: Paint): string[] {
  const children = Map.groupBy(
    graph.resources.filter((resource) => !isDefaultProvider(resource)),
    (resource) => resource.parent,
  );
  const lines: string[] = [];
  const draw = (resource: PlannedResource, indent: string, last: boolean, isRoot: boolean): void => {
    const branch = isRoot ? "" : last ? "└─ " : "├─ ";
    lines.push(`${paint.dim(indent + branch)}${headline(resource, paint)}`);
    const below = children.get(resource.urn) ?? [];
    const inner = isRoot ? "" : indent + (last ? "   " : "│  ");
    const bar = below.length > 0 ? "│  " : "   ";
    for (const [key, value] of Object.entries(resource.custom ? resource.inputs : {})) {
      lines.push(`${paint.dim(inner + bar)}  ${paint.dim(`${key}: ${brief(value)}`)}`);
    }
    for (const [at, child] of below.entries()) draw(child, inner, at === below.length - 1, false);
  };
  for (const root of children.get("") ?? []) draw(root, "", true, true);
  return [...lines, "", ...counts(graph, paint)];
}

function headline(resource: PlannedResource, paint: Paint): string {
  const marks = [resource.protect ? "protected" : "", resource.read ? "read only" : ""].filter((mark) => mark !== "");
  const type = resource.custom ? paint.cyan(resource.type) : paint.bold(resource.type);
  return `${type} ${resource.name}${marks.length > 0 ? paint.yellow(` (${marks.join(", ")})`) : ""}`;
}

const longest = 90;

function brief(value: Value): string {
  const text = JSON.stringify(masked(value));
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const isDefaultProvider = (resource: PlannedResource) => isProviderType(resource.type) && resource.parent === "";

function counts(graph: ResourceGraph, paint: Paint): string[] {
  const resources = graph.resources.filter((resource) => resource.custom && !isProviderType(resource.type));
  const components = graph.resources.filter((resource) => !resource.custom);
  const byType = [...Map.groupBy(resources, (resource) => resource.type)]
    .map(([type, list]) => ({ type, count: list.length }))
    .sort((a, b) => b.count - a.count || a.type.localeCompare(b.type));
  return [
    paint.bold(`${resources.length} resources in ${components.length} components`),
    ...byType.map(({ type, count }) => `  ${String(count).padStart(3)} ${type}`),
  ];
}
