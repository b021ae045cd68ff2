import * as entities from "./entities.ts";

/** The entities that are worth a name of their own in generated documents: those that are objects. */
export const NAMED: Record<string, object> = Object.fromEntries(
  Object.entries(entities).filter(
    (entry): entry is [string, (typeof entry)[1] & object] =>
      typeof entry[1] === "object" && "type" in entry[1] && entry[1].type === "object",
  ),
);

const NAMES = new Map(Object.entries(NAMED).map(([name, schema]) => [JSON.stringify(schema), name]));

/** A plain copy of a schema in which each entity below its top is a reference, as `refer` writes it. */
export function withReferences(schema: unknown, refer: (name: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((part) => replaced(part, refer));
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, replaced(part, refer)]));
}

function replaced(part: unknown, refer: (name: string) => string): unknown {
  const name = typeof part === "object" ? NAMES.get(JSON.stringify(part)) : undefined;
  return name === undefined ? withReferences(part, refer) : { $ref: refer(name) };
}
