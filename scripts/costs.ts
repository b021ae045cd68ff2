// Writes what a stack costs into the README and docs/costs.md: `npm run costs`.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { costPage, costTable } from "../infra/cost/table.ts";

const root = resolve(import.meta.dirname, "..");
export const costsFile = resolve(root, "docs/costs.md");
const readme = resolve(root, "README.md");
const begin = "<!-- cost table: written by `npm run costs` -->";
const end = "<!-- end of the cost table -->";

/** The README's text with the table as the prices make it now. */
export function withCostTable(text: string): string {
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`README.md has no line "${begin}" and after it "${end}"`);
  return `${text.slice(0, before + begin.length)}\n${costTable()}\n${text.slice(after)}`;
}

if (import.meta.main) {
  writeFileSync(costsFile, costPage());
  writeFileSync(readme, withCostTable(readFileSync(readme, "utf8")));
}
