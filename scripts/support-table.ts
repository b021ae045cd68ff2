// Writes the README's table of what stands behind each part on each platform: `npm run support-table`.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { PartName, Unsupported } from "../infra/contract.ts";
import { platformNames } from "../infra/platform-names.ts";
import { loadPlatform } from "../infra/platforms.ts";

const readme = resolve(import.meta.dirname, "../README.md");
const begin = "<!-- support table: written by `npm run support-table` -->";
const end = "<!-- end of the support table -->";

/** The README's text with the table as the platforms say it now. */
export async function withSupportTable(text: string): Promise<string> {
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`README.md has no line "${begin}" and after it "${end}"`);
  return `${text.slice(0, before + begin.length)}\n${await supportTable()}\n${text.slice(after)}`;
}

async function supportTable(): Promise<string> {
  const platforms = await Promise.all(
    platformNames.map(async (name) => ({ name, support: (await loadPlatform(name)).support as Support })),
  );
  const parts = Object.keys(platforms[0]?.support ?? {}) as PartName[];
  const rows = [
    ["", ...platforms.map(({ name }) => `**${name}**`)],
    ["---", ...platforms.map(() => "---")],
    ...parts.map((part) => [part, ...platforms.map(({ support }) => cell(support[part]))]),
  ];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

type Support = Record<PartName, string | Unsupported>;
const cell = (entry: string | Unsupported) => (typeof entry === "string" ? entry : `— (${entry.unsupported})`);

if (import.meta.main) writeFileSync(readme, await withSupportTable(readFileSync(readme, "utf8")));
