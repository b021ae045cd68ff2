import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

export const projectRoot = resolve(import.meta.dirname, "..");

/** What the app's build reads: the same sources give the same 12 hexadecimal digits on every machine. */
export function appVersion(): string {
  const folder = join(projectRoot, "app");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules|dist|tests|bench)\/|\.md$/.test(file))
    .sort();
  const hash = createHash("sha256").update(readFileSync(join(projectRoot, "package-lock.json")));
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 12);
}
