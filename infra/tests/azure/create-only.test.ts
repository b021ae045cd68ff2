import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createOnly, keptAsMade, tierChanges } from "../../azure/create-only.ts";
import { lifecycles, sizes } from "../../presets.ts";

interface Inventory {
  resources: Record<string, Record<string, unknown>>;
}

const goldens = join(import.meta.dirname, "../../../tests/golden");
const inventory = (size: string, lifecycle: string) =>
  JSON.parse(readFileSync(join(goldens, `azure-${size}-${lifecycle}.json`), "utf8")) as Inventory;

const at = (value: unknown, path: string) =>
  path.split(".").reduce<unknown>((here, step) => (here as Record<string, unknown> | undefined)?.[step], value);

/** `<type> <name> <path>` → what can be chosen only once. */
function chosenOnce({ resources }: Inventory): Record<string, string> {
  const entries = Object.entries(resources).flatMap(([key, inputs]) =>
    (createOnly[typeOf(key)] ?? []).map(
      (path) => [`${key} ${path}`, JSON.stringify(at(inputs, path) ?? null)] as const,
    ),
  );
  return Object.fromEntries(entries);
}

const typeOf = (key: string) => key.split(" ")[0] ?? "";

/** The keys of what both have, and have otherwise. */
function changed(one: Inventory, other: Inventory): string[] {
  const [before, after] = [chosenOnce(one), chosenOnce(other)];
  return Object.keys(before).filter((key) => key in after && before[key] !== after[key]);
}

describe.each(lifecycles)("a change of size, %s", (lifecycle) => {
  const [small, medium, large] = sizes.map((size) => inventory(size, lifecycle)) as [Inventory, Inventory, Inventory];

  it("makes nothing anew but Front Door and its firewall, and those only from and to small", () => {
    expect(Object.keys(chosenOnce(small)).length).toBeGreaterThan(40);
    expect(changed(small, medium).map(typeOf).sort()).toEqual([...tierChanges].sort());
    expect(changed(medium, large)).toEqual([]);
  });

  it("is looked at for every type in the table", () => {
    const types = new Set(Object.keys(large.resources).map(typeOf));
    expect(Object.keys(createOnly).filter((type) => !types.has(type))).toEqual([]);
  });
});

describe.each(sizes)("a change of lifecycle, %s", (size) => {
  const [ephemeral, staging, production] = lifecycles.map((lifecycle) => inventory(size, lifecycle)) as [
    Inventory,
    Inventory,
    Inventory,
  ];

  it("makes nothing anew: what can't be changed stays as it was made", () => {
    const kept = Object.entries(keptAsMade).flatMap(([type, paths]) => paths.map((path) => `${type} ${path}`));
    const differences = [
      ...changed(ephemeral, staging),
      ...changed(staging, production),
      ...changed(production, staging),
    ];
    const withoutNames = differences.map((key) => key.replace(/ .* /, " "));
    expect(new Set(withoutNames)).toEqual(new Set(kept));
  });
});
