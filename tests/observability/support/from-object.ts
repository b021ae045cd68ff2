import type { alertmanagerObject } from "../../../alerts/alertmanager-object.ts";

type Fields = Record<string, unknown>;
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Fields that the object names in another way than by capitals. */
const renamed: Record<string, string> = { apiURL: "api_url", urlSecret: "url" };

interface Matcher {
  name?: string;
  matchType?: string;
  value?: string;
}
const text = ({ name, matchType, value }: Matcher) => `${name}${matchType}"${value}"`;

const isReference = (value: unknown): value is { name: string; key: string } =>
  typeof value === "object" && value !== null && "key" in value && "name" in value;

/**
 * What the Prometheus operator makes of an AlertmanagerConfig in a namespace: a route of its own below the cluster's, receivers named after
 * namespace and object, secrets filled in. Source: its documentation of the CRD; it adds matchers of the namespace, which are left to the
 * caller to add.
 */
export function fromObject(
  spec: ReturnType<typeof alertmanagerObject>,
  namespace: string,
  secrets: Record<string, string>,
) {
  const named = (name: unknown) => `${namespace}/${name}`;
  const routeOf = (fields: Fields): Fields & { matchers?: string[] } =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => {
        if (key === "receiver") return [key, named(value)];
        if (key === "matchers") return [key, (value as Matcher[]).map(text)];
        if (key === "routes") return [key, (value as Fields[]).map(routeOf)];
        return [snake(key), value];
      }),
    );
  const fieldOf = ([key, value]: [string, unknown]): [string, unknown] => {
    const name = renamed[key] ?? snake(key);
    if (isReference(value)) return [name, secrets[value.key]];
    if (Array.isArray(value)) return [name, Object.fromEntries(value.map(({ key, value }) => [key, value]))];
    return [name, value];
  };
  return {
    route: { receiver: "null", routes: [routeOf(spec.route)] },
    inhibit_rules: spec.inhibitRules.map(({ sourceMatch, targetMatch, equal }) => ({
      source_matchers: sourceMatch.map(text),
      target_matchers: targetMatch.map(text),
      equal,
    })),
    receivers: spec.receivers.map(({ name, ...kinds }) => ({
      name: named(name),
      ...Object.fromEntries(
        Object.entries(kinds as unknown as Record<string, Fields[]>).map(([kind, list]) => [
          snake(kind),
          list.map((config) => Object.fromEntries(Object.entries(config).map(fieldOf))),
        ]),
      ),
    })),
  };
}
