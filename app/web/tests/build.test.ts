import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWeb, type WebBuild } from "../build.ts";

/** What a person has to load before the chat is there, gzipped; it must never pass 100 kB. */
const MOST_SCRIPT_BYTES = 60_000;

let dir: string;
let made: WebBuild;
let html: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "campfire-web-"));
  made = await buildWeb({ outDir: join(dir, "web") });
  html = await readFile(join(made.outDir, "index.html"), "utf8");
});

afterAll(() => rm(dir, { recursive: true }));

describe("the built client", () => {
  it("stays light", async () => {
    // What the page names, and what that imports at once.
    const wanted = new Set([...html.matchAll(/src="\/([^"]+\.js)"/g)].map(([, path]) => path!));
    for (const path of wanted) {
      const script = await readFile(join(made.outDir, path), "utf8");
      for (const [, name] of script.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) wanted.add(`assets/${name}`);
    }
    const scripts = made.files.filter(({ path }) => wanted.has(path.replace(/\.gz$/, "")) && path.endsWith(".gz"));
    expect(scripts.length).toBe(wanted.size);
    // One that the page doesn't name would be a further round trip.
    for (const path of wanted) expect(html).toContain(`"/${path}"`);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MOST_SCRIPT_BYTES);
  });

  it("has a hash in every name but those that are always asked for anew, and the page names files that exist", () => {
    const paths = made.files.map(({ path }) => path);
    expect(paths.filter((path) => !/^assets\/.+-[0-9A-Z]{8}\.\w+(\.br|\.gz)?$/.test(path))).toEqual([
      "index.html",
      "manifest.webmanifest",
      "sw.js",
    ]);
    const named = [...html.matchAll(/(?:href|src|data-unread)="\/([^"]+)"/g)].map(([, path]) => path);
    expect(named.length).toBeGreaterThanOrEqual(6);
    for (const path of named) expect(paths).toContain(path);
  });

  it("needs nothing inline", () => {
    expect(html).not.toMatch(/<style|style="|<script(?![^>]*src=)|\son\w+="/);
  });

  it("has a service worker that keeps what the page needs, and is another one when any of it changes", async () => {
    const read = (dir: string) => readFile(join(dir, "sw.js"), "utf8");
    const text = await read(made.outDir);
    const kept = [...text.matchAll(/"\/(assets\/[^"\\]+)"/g)].map(([, path]) => path!);
    expect(kept.filter((path) => /\.(js|css)$/.test(path)).length).toBeGreaterThanOrEqual(2);
    for (const path of kept) expect(made.files.map((file) => file.path)).toContain(path);
    const other = await buildWeb({ outDir: join(dir, "other"), minify: false });
    const version = (worker: string) => /version:\s*"(\w{16})"/.exec(worker)![1];
    expect(version(await read(other.outDir))).not.toBe(version(text));
  });

  it("names icons in the manifest that exist", async () => {
    const manifest = made.files.find(({ path }) => path.endsWith(".webmanifest"))!;
    const { icons } = JSON.parse(await readFile(join(made.outDir, manifest.path), "utf8")) as {
      icons: { src: string; purpose: string }[];
    };
    expect(icons.length).toBe(3);
    expect(icons.map(({ purpose }) => purpose)).toContain("maskable");
    for (const { src } of icons) expect(made.files.map(({ path }) => `/${path}`)).toContain(src);
  });
});
