// Writes what the documentation says by tables and schemas: `npm run docs -w app`. A test compares the two.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationPage } from "../src/settings/page.ts";

const docs = join(import.meta.dirname, "../../docs");

/** Each written file's path and the content that it should have. */
export const written: Record<string, () => string> = {
  [join(docs, "configuration.md")]: configurationPage,
};

if (import.meta.main) {
  for (const [path, content] of Object.entries(written)) {
    const text = content();
    if (readFileSync(path, { encoding: "utf8", flag: "a+" }) !== text) writeFileSync(path, text);
  }
}
