import type { PlanEntry } from "../../../../engine/plan/json.ts";
import type { Value } from "../../../../engine/values/wire.ts";
import { ofType, only, type Plan, type Rule } from "../rule.ts";

/** A rule of one platform: the list that it is in says which. */
export type AzureRule = Omit<Rule, "platforms">;

export const azureType = (name: string) => `azure-native:${name}`;
export const all = (plan: Plan, type: string) => ofType(plan, azureType(type));
export const one = (plan: Plan, type: string, name: string) => only(plan, azureType(type), name);

type Path = (string | number)[];

/** The value at a path of objects and lists; undefined where there is none. */
export function at(value: Value | undefined, ...path: Path): Value | undefined {
  let here: Value | undefined = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = Array.isArray(here) ? here[Number(step)] : here[String(step)];
  }
  return here;
}

export const list = (value: Value | undefined): Value[] => (Array.isArray(value) ? value : []);

/** What differs, as sentences: path of the resource's inputs → what must stand there. Paths have dots. */
export function differences(resource: PlanEntry, expected: Record<string, Value>): string[] {
  return Object.entries(expected)
    .filter(([path, value]) => at(resource.inputs, ...path.split(".")) !== value)
    .map(([path, value]) => {
      const found = JSON.stringify(at(resource.inputs, ...path.split(".")));
      return `${resource.type} ${resource.name}: ${path} is ${found}, not ${JSON.stringify(value)}`;
    });
}

/** A container, init containers included, of the app or a job. */
export interface Container {
  of: string;
  value: Value;
}

const hosts = ["app:ContainerApp", "app:Job"];
export const containerHosts = (plan: Plan) => hosts.flatMap((type) => all(plan, type));

export const containers = (plan: Plan): Container[] =>
  containerHosts(plan).flatMap(({ name, inputs }) =>
    ["initContainers", "containers"].flatMap((kind) =>
      list(at(inputs, "template", kind)).map((value) => ({ of: name, value })),
    ),
  );

/** The app's own container. */
export const appContainer = (plan: Plan): Value | undefined =>
  list(at(one(plan, "app:ContainerApp", "app").inputs, "template", "containers")).find(
    (container) => at(container, "name") === "app",
  );

/** The value of a plain environment variable of a container. */
export const variable = (container: Value | undefined, name: string): Value | undefined =>
  at(
    list(at(container, "env")).find((entry) => at(entry, "name") === name),
    "value",
  );
