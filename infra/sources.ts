import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

export const projectRoot = resolve(import.meta.dirname, "..");

/** Tells versions of the app apart that nobody numbered. */
export const appVersion = () => sourceHash(join(projectRoot, "app"), join(projectRoot, "package-lock.json"));

/** A hash over the files of a folder: the same sources give the same 12 hexadecimal digits on every machine. */
export function sourceHash(folder: string, ...besides: string[]): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules|dist|tests|bench)\/|\.md$/.test(file))
    .sort();
  const hash = createHash("sha256");
  for (const file of besides) hash.update(readFileSync(file));
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 12);
}
