import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { costsFile, withCostTable } from "../../../scripts/costs.ts";
import { costPage } from "../../cost/table.ts";

const read = (file: string) => readFileSync(file, "utf8");

it("docs/costs.md and the README say what the price tables say now: `npm run costs` writes them anew", () => {
  expect(read(costsFile)).toBe(costPage());
  const readme = read(resolve(import.meta.dirname, "../../../README.md"));
  expect(withCostTable(readme)).toBe(readme);
});

it("a README without the table's marks is refused", () => {
  expect(() => withCostTable("# A title")).toThrow(/npm run costs/);
});
