import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const infra = resolve(import.meta.dirname, "../..");
const sources = readdirSync(infra, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !/(^|\/)(node_modules|tests)\//.test(file),
);

it("the root of AWS's SDK is never imported, which would load and type-check all of it (pitfall 28)", () => {
  const roots = sources.filter((file) => /from "@pulumi\/aws"|from "@pulumi\/aws\/index/.test(text(file)));
  expect(sources.length).toBeGreaterThan(40);
  expect(roots).toEqual([]);
});

it("AWS's SDK is imported in the folder of its platform only, and the folder only when a stack asks for it", () => {
  const users = sources.filter((file) => text(file).includes('from "@pulumi/aws'));
  expect(users.length).toBeGreaterThan(20);
  expect(users.filter((file) => !file.startsWith("aws/"))).toEqual([]);
  const eager = sources.filter(
    (file) => !file.startsWith("aws/") && /^import .*"\.\/aws\/(?!sizing)/m.test(text(file)),
  );
  expect(eager).toEqual([]);
});

const text = (file: string) => readFileSync(join(infra, file), "utf8");
