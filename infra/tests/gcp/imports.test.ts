import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const folder = resolve(import.meta.dirname, "../../gcp");
const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));

it("the SDK of Google Cloud is imported by submodules only, which is what keeps a plan small (pitfall 28)", () => {
  const roots = files.filter((file) =>
    /from "@pulumi\/gcp(\/index\.js)?"/.test(readFileSync(join(folder, file), "utf8")),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(roots).toEqual([]);
});
