import { describe, expect, it } from "vitest";
import type { Spec } from "../../contract.ts";
import { type CostLine, estimateCost, type PriceTable } from "../../cost/estimate.ts";
import { priceTables } from "../../cost/prices.ts";
import { type Lifecycle, lifecyclePresets, type Size, sizePresets, sizes } from "../../presets.ts";
import { table } from "../../settings.ts";

const tables = Object.entries(priceTables) as [string, PriceTable][];

function specOf(platform: string, size: Size, lifecycle: Lifecycle, networkStack = ""): Spec {
  const defaults = Object.fromEntries(Object.entries(table).map(([name, setting]) => [name, setting.default]));
  const settings = { ...defaults, platform, size, lifecycle, networkStack } as unknown as Spec["settings"];
  const preset = sizePresets[size];
  const rest = { lifecycle: lifecyclePresets[lifecycle], replicas: preset.replicas.min };
  return { project: "campfire", stack: "test", settings, size: preset, ...rest };
}

const cost = (...args: Parameters<typeof specOf>) => estimateCost(specOf(...args))?.monthly ?? Number.NaN;

describe.each(tables)("the estimated cost on %s", (platform, prices) => {
  it("adds up from its lines, each of which costs something", () => {
    const estimate = estimateCost(specOf(platform, "medium", "production"));
    const sum = (lines: CostLine[]) => lines.reduce((total, { quantity, price }) => total + quantity * price, 0);
    expect(estimate?.monthly).toBeCloseTo(sum(prices.lines(specOf(platform, "medium", "production"))), 6);
    for (const { monthly } of estimate?.lines ?? []) expect(monthly).toBeGreaterThan(0);
    expect(Object.values(estimate?.byPart ?? {}).reduce((a, b) => a + b, 0)).toBeCloseTo(estimate?.monthly ?? 0, 6);
  });

  it("rises with the size, and is never higher for a stack that protects less", () => {
    for (const lifecycle of ["ephemeral", "staging", "production"] as const) {
      const rising = sizes.map((size) => cost(platform, size, lifecycle));
      expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    }
    for (const size of sizes) {
      expect(cost(platform, size, "ephemeral")).toBeLessThanOrEqual(cost(platform, size, "staging"));
      expect(cost(platform, size, "staging")).toBeLessThanOrEqual(cost(platform, size, "production"));
    }
  });

  it("is lower where the network is borrowed", () => {
    expect(cost(platform, "small", "ephemeral", "acme/campfire/shared")).toBeLessThanOrEqual(
      cost(platform, "small", "ephemeral"),
    );
  });

  it("is dated, and says where the prices are from and why each size costs what it does", () => {
    expect(prices.dated).toMatch(/^20\d\d-\d\d$/);
    expect(prices.source).toMatch(/\./);
    expect(Object.keys(prices.readAt).filter((name) => !(name in prices.prices))).toEqual([]);
    for (const page of Object.values(prices.readAt)) expect(page).toMatch(/^[a-z0-9.-]+\.[a-z]+\//);
    for (const size of sizes) expect(prices.buys[size].length).toBeGreaterThan(40);
  });
});

it("nothing is estimated for a platform that nobody bills for", () => {
  expect(estimateCost(specOf("local", "small", "production"))).toBeUndefined();
});
