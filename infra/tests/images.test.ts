import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Spec } from "../contract.ts";
import { unlockedProblems } from "../image-lock.ts";
import { imageNames, imageReference, images, readLock } from "../images.ts";

const digest = `sha256:${"a".repeat(64)}`;
const specOf = (lifecycle: string) => ({ settings: { lifecycle } }) as Spec;

describe("images that are not ours", () => {
  it("have a registry, a repository and an exact version each", () => {
    for (const image of Object.values(images))
      expect(image).toMatch(/^[a-z0-9.-]+\.[a-z]+\/[a-z0-9/_-]+:v?\d+\.\d+[\w.-]*$/);
  });

  it("are in the lock file by digest, or not at all", () => {
    for (const [image, locked] of Object.entries(readLock())) {
      expect(Object.values(images)).toContain(image);
      expect(locked).toMatch(/^sha256:[0-9a-f]{64}$/);
    }
  });

  it("run by their digest once they are locked, and by their version before", () => {
    expect(imageReference("valkey", {})).toBe(images.valkey);
    expect(imageReference("valkey", { [images.valkey]: digest })).toBe(`${images.valkey}@${digest}`);
  });

  it("name the Node that the Dockerfile is built upon", () => {
    const dockerfile = readFileSync(resolve(import.meta.dirname, "../../app/Dockerfile"), "utf8");
    expect(/^ARG NODE_IMAGE=(.*)$/m.exec(dockerfile)?.[1]).toBe(images.node);
  });
});

describe("production", () => {
  it("refuses images that are not locked, by name and with the command that locks them", () => {
    const [problem, ...others] = unlockedProblems(specOf("production"), ["valkey", "caddy"], {
      [images.caddy]: digest,
    });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "IMAGES_UNLOCKED", setting: "lifecycle" });
    expect(problem?.what).toContain(images.valkey);
    expect(problem?.what).not.toContain(images.caddy);
    expect(problem?.remedy).toContain("npm run pin-images");
  });

  it("takes them once they are", () => {
    const lock = Object.fromEntries(Object.values(images).map((image) => [image, digest]));
    expect(unlockedProblems(specOf("production"), imageNames, lock)).toEqual([]);
  });

  it.each(["ephemeral", "staging"])("is stricter than %s", (lifecycle) => {
    expect(unlockedProblems(specOf(lifecycle), imageNames, {})).toEqual([]);
  });
});
