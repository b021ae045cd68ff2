interface Schema {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  description?: string;
}

/** The schema as people write types: `{ id: integer, name?: string }`. */
export function typeOf(schema: object, indent = ""): string {
  const {
    $ref,
    const: constant,
    enum: values,
    anyOf,
    type,
    items,
    properties,
    required = [],
    ...rest
  } = schema as Schema;
  if ($ref !== undefined) return $ref.split("/").at(-1)!;
  if (constant !== undefined) return JSON.stringify(constant);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (anyOf !== undefined) return anyOf.map((one) => typeOf(one, indent)).join(" | ");
  if (type === "array")
    return items?.anyOf || items?.enum ? `(${typeOf(items, indent)})[]` : `${typeOf(items ?? {}, indent)}[]`;
  if (type !== "object") return `${type ?? "anything"}${limits(rest)}`;
  const deeper = `${indent}  `;
  const lines = Object.entries(properties ?? {}).map(
    ([name, part]) => `${deeper}${name}${required.includes(name) ? "" : "?"}: ${typeOf(part, deeper)}`,
  );
  return lines.length === 0 ? "object" : `{\n${lines.join(",\n")}\n${indent}}`;
}

function limits({ format, minLength, maxLength, minimum, maximum }: Schema): string {
  const parts = [
    format,
    range(minLength, maxLength, " characters"),
    range(minimum, maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum, ""),
  ];
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? "" : ` (${said.join(", ")})`;
}

function range(from: number | undefined, to: number | undefined, unit: string): string | undefined {
  if (from !== undefined && to !== undefined) return `${from} to ${to}${unit}`;
  if (to !== undefined) return `at most ${to}${unit}`;
  return from === undefined ? undefined : `at least ${from}${unit}`;
}
