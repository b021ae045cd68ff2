import { beforeAll, describe, expect, it } from "vitest";
import type { Lifecycle, Size } from "../../infra/presets.ts";
import { matrix } from "./matrix.ts";
import { planCell, renderCell } from "./plan.ts";
import { damages } from "./rules/gcp/damages.ts";
import { documents } from "./rules/gcp/documents.ts";
import { gcp } from "./rules/gcp.ts";
import type { Plan } from "./rules/rule.ts";

const cellOf = (size: Size, lifecycle: Lifecycle) =>
  matrix.find((cell) => cell.platform === "gcp" && cell.size === size && cell.lifecycle === lifecycle)!;

describe("each rule for Google Cloud", () => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await planCell(cellOf("medium", "production"));
  });

  it("has a damage that breaks it, and every damage a rule", () => {
    expect(Object.keys(damages).sort()).toEqual(gcp.map(({ id }) => id).sort());
  });

  it.each(gcp)("$id turns red without its remedy", ({ id, check }) => {
    const damaged = structuredClone(plan);
    damages[id]!(damaged);
    expect(check(plan)).toEqual([]);
    expect(check(damaged)).not.toEqual([]);
  });
});

/** Each size and each lifecycle once: documents depend on one or the other. */
const diagonal = [cellOf("small", "ephemeral"), cellOf("medium", "staging"), cellOf("large", "production")];

describe.each(diagonal)("what $platform, $size, $lifecycle is told once all is known", (cell) => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await renderCell(cell);
  });

  it.each(documents)("$id: $holds", ({ check }) => {
    expect(check(plan)).toEqual([]);
  });

  it("registers nothing that an offline plan does not: no resource is made inside an apply", async () => {
    const planned = await planCell(cell);
    expect(plan.resources.map(({ urn }) => urn)).toEqual(planned.resources.map(({ urn }) => urn));
  });
});
