import { beforeAll, describe, expect, it } from "vitest";
import { committedInventory, inventoryOf } from "./golden.ts";
import { matrix } from "./matrix.ts";
import { renderCell } from "./plan.ts";
import { documents } from "./rules/aws/documents.ts";
import type { Plan } from "./rules/rule.ts";
import { conformanceOf } from "./suite.ts";

conformanceOf("aws");

/** Each size and each lifecycle once: documents depend on one or the other. */
const diagonal = matrix.filter(
  ({ platform, size, lifecycle }) =>
    platform === "aws" && ["small ephemeral", "medium staging", "large production"].includes(`${size} ${lifecycle}`),
);

describe.each(diagonal)("the documents of $platform, $size, $lifecycle", (cell) => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await renderCell(cell);
  });

  it.each(documents)("$id: $holds", ({ check }) => {
    expect(check(plan)).toEqual([]);
  });

  it("register nothing that an offline plan does not: no resource is made inside an apply", () => {
    expect(inventoryOf(plan).counts).toEqual(committedInventory(plan).counts);
  });
});
