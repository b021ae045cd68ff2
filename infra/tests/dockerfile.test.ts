import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const lines = (file: string) =>
  readFileSync(resolve(root, file), "utf8")
    .replaceAll("\\\n", "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

const dockerfile = lines("app/Dockerfile");
const stages = dockerfile.reduce<string[][]>((all, line) => {
  if (line.startsWith("FROM ")) all.push([]);
  all.at(-1)?.push(line);
  return all;
}, []);

describe("the app's image", () => {
  const last = stages.at(-1) ?? [];

  it("holds what the build makes, and nothing else of the repository or of npm", () => {
    expect(last.filter((line) => /^(COPY|ADD) /.test(line))).toEqual(["COPY --from=build /out /app"]);
    expect(last.join("\n")).not.toMatch(/npm (ci|install)/);
  });

  it("runs as nobody who owns it, and says when it is well", () => {
    expect(last).toContain("USER 10001:10001");
    const check = last.find((line) => line.startsWith("HEALTHCHECK ")) ?? "";
    expect(check.replace(/^.* CMD /, "")).toBe('["node", "/app/server/campfire.js", "alive"]');
  });

  it("is built for any processor, and upon the same base that it runs on", () => {
    const [build, run, ...others] = stages.map(([from]) => from);
    expect(others).toEqual([]);
    expect(build).toMatch(/^FROM --platform=\$BUILDPLATFORM \$\{NODE_IMAGE\} AS build$/);
    expect(run).toMatch(/^FROM \$\{NODE_IMAGE\}$/);
  });

  it("takes no secret of a checkout in: only what is named gets to the builder at all", () => {
    const [first, ...rules] = lines(".dockerignore");
    expect(first).toBe("*");
    expect(rules.filter((rule) => rule.startsWith("!"))).toEqual(["!package.json", "!package-lock.json", "!app"]);
    expect(rules).toContain("**/.env*");
    const copied = dockerfile
      .filter((line) => /^COPY (?!--from)/.test(line))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(copied).toEqual(["package.json", "package-lock.json", "app/package.json", "app"]);
  });

  it("takes its base from the table of images and its processor from the builder, and no secret", () => {
    const named = dockerfile.filter((line) => line.startsWith("ARG ")).map((line) => line.split("=")[0]);
    expect(named).toEqual(["ARG NODE_IMAGE", "ARG TARGETARCH"]);
  });

  it("brings native modules of the processor that it is for, once the bundle is there for all of them", () => {
    const [build = []] = stages;
    const bundled = build.findIndex((line) => line.startsWith("RUN node app/build.ts"));
    const target = build.indexOf("ARG TARGETARCH");
    const native = build.findIndex((line) => line.includes("node app/native-modules.ts --out /out"));
    expect([bundled, target, native].every((index) => index > 0)).toBe(true);
    expect(bundled).toBeLessThan(target);
    expect(target).toBeLessThan(native);
    expect(build[native]).toMatch(
      /--os=linux --libc=glibc --cpu="\$\(echo "\$\{TARGETARCH\}" \| sed s\/amd64\/x64\/\)"/,
    );
  });

  it("finds sharp for both processors in the lock file", () => {
    const { packages } = JSON.parse(readFileSync(resolve(root, "package-lock.json"), "utf8"));
    for (const name of ["sharp-linux-x64", "sharp-libvips-linux-x64", "sharp-linux-arm64", "sharp-libvips-linux-arm64"])
      expect(packages).toHaveProperty([`node_modules/@img/${name}`]);
  });
});
