import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { withAlertTables } from "../../scripts/alert-table.ts";
import { withSupportTable } from "../../scripts/support-table.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const pages = globSync("**/*.md", {
  cwd: root,
  exclude: (name) => ["node_modules", "dist", ".campfire"].includes(name),
});

describe("the README", () => {
  it("has the table of what stands behind each part as the platforms say it", async () => {
    expect(await withSupportTable(read("README.md"))).toBe(read("README.md"));
  });

  it("names only scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...read("README.md").matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? "");
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it("docs/alerts.md has the tables as alerts and settings are: `npm run alerts -- --table` writes them anew", () => {
  expect(withAlertTables(read("docs/alerts.md"))).toBe(read("docs/alerts.md"));
});

describe.each(pages)("%s", (page) => {
  it("links only to files that exist", () => {
    const links = [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, link]) => link ?? "");
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });
});
