import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

interface Locked {
  optionalDependencies?: Record<string, string>;
  resolved?: string;
}

const lock = readFileSync(join(resolve(import.meta.dirname, "../.."), "package-lock.json"), "utf8");
const { packages } = JSON.parse(lock) as { packages: Record<string, Locked> };

describe("package-lock.json", () => {
  // npm drops those of other systems when a registry lacks them; then `npm ci` refuses the lock, and a Mac has no compiler.
  it("holds what a package brings for other systems than the one it was written on", () => {
    const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ path, name })),
    );
    expect(wanted.length).toBeGreaterThan(50);
    const isThere = ({ path, name }: (typeof wanted)[number]) =>
      `${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages;
    expect(wanted.filter((one) => !isThere(one))).toEqual([]);
  });

  it("names no place to download from: that is the reader's choice", () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith("http"))).toEqual([]);
  });
});
