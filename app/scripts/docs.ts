// Writes what the documentation says by tables and schemas: `npm run docs -w app`. A test compares the two.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withFields } from "../src/moving/page.ts";
import { socketSchema } from "../src/protocol/socket-schema.ts";
import { configurationPage } from "../src/settings/page.ts";

const docs = join(import.meta.dirname, "../../docs");

const moving = join(docs, "moving.md");

/** Each written file's path and the content that it should have. */
export const written: Record<string, () => string> = {
  [join(docs, "configuration.md")]: configurationPage,
  [moving]: () => withFields(readFileSync(moving, "utf8")),
  [join(docs, "protocol.schema.json")]: () => `${JSON.stringify(socketSchema(), null, 2)}\n`,
};

if (import.meta.main) for (const [path, content] of Object.entries(written)) writeFileSync(path, content());
