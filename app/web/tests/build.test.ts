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
  it("stays light", () => {
    const scripts = made.files.filter(({ path }) => html.includes(`"/${path.replace(/\.gz$/, "")}"`));
    const compressed = scripts.filter(({ path }) => path.endsWith(".js.gz"));
    expect(compressed.length).toBeGreaterThan(0);
    expect(compressed.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MOST_SCRIPT_BYTES);
  });

  it("loads nothing else before it is needed", async () => {
    const paths = made.files.map(({ path }) => path).filter((path) => path.endsWith(".js"));
    const [first] = paths.filter((path) => html.includes(path));
    const text = await readFile(join(made.outDir, first!), "utf8");
    // A chunk that the first script imports at once would be a further round trip.
    expect(text).not.toMatch(/import\s*(?:[\w{][^"']*from\s*)?["']\.\//);
    expect(paths.length).toBeGreaterThan(1);
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
