import { beforeAll, describe, expect, it } from "vitest";
import type { Lifecycle } from "../../infra/presets.ts";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";
import { damages } from "./rules/azure/damages.ts";
import { azure } from "./rules/azure.ts";
import type { Plan } from "./rules/rule.ts";

const cellOf = (lifecycle: Lifecycle) =>
  matrix.find((cell) => cell.platform === "azure" && cell.size === "medium" && cell.lifecycle === lifecycle)!;

/** Rules that ask nothing of production. */
const notInProduction = ["pitfall-09"];

describe("each rule for Azure", () => {
  let plans: Record<"production" | "staging", Plan>;
  beforeAll(async () => {
    plans = { production: await planCell(cellOf("production")), staging: await planCell(cellOf("staging")) };
  });

  it("has a damage that breaks it, and every damage a rule", () => {
    expect(Object.keys(damages).sort()).toEqual(azure.map(({ id }) => id).sort());
  });

  it.each(azure)("$id turns red without its remedy", ({ id, check }) => {
    const plan = plans[notInProduction.includes(id) ? "staging" : "production"];
    const damaged = structuredClone(plan);
    damages[id]!(damaged);
    expect(check(plan)).toEqual([]);
    expect(check(damaged)).not.toEqual([]);
  });
});
