import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { written } from "../scripts/docs.ts";

test.each(Object.entries(written))("%s is as `npm run docs -w app` writes it", (path, content) => {
  // Biome lays JSON out.
  const read = (text: string) => (path.endsWith(".json") ? JSON.parse(text) : text);
  expect(read(readFileSync(path, "utf8"))).toEqual(read(content()));
});
