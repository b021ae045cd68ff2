import { beforeAll, describe, expect, it } from "vitest";
import type { PlatformName } from "../../infra/platform-names.ts";
import { goldenOf, inventoryOf } from "./golden.ts";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";
import { rules } from "./rules/index.ts";
import type { Plan } from "./rules/rule.ts";

/** The suite that every platform passes: each rule that concerns it, and its golden inventory, for every size and lifecycle. */
export function conformanceOf(platform: PlatformName): void {
  const concerned = rules.filter(({ platforms }) => platforms?.includes(platform) ?? true);

  describe.each(matrix.filter((cell) => cell.platform === platform))("$platform, $size, $lifecycle", (cell) => {
    let plan: Plan;
    beforeAll(async () => {
      plan = await planCell(cell);
    });

    it.each(concerned)("$id: $holds", ({ check }) => {
      expect(check(plan)).toEqual([]);
    });

    it("registers what its golden inventory says", () => {
      expect(inventoryOf(plan)).toEqual(goldenOf(plan));
    });
  });
}
