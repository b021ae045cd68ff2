import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import manifest from "../package.json" with { type: "json" };
import { iconFiles } from "./icons.ts";

/** Those of the last three years or so: with :has(), nesting, container queries and dvh. */
const BROWSERS = ["chrome115", "edge115", "firefox121", "safari17"];

const here = dirname(fileURLToPath(import.meta.url));

export interface WebBuild {
  outDir: string;
  /** The files made, relative to `outDir`, with their sizes in bytes. */
  files: { path: string; bytes: number }[];
}

/**
 * Builds the web client into `outDir` (emptied before): `index.html`, the manifest and the service worker `sw.js`, and under `assets/` everything
 * else, each with a hash of its content in its name, so that it may be cached for ever. Minified, it comes with `.br` and `.gz` beside it.
 */
export async function buildWeb(options: { outDir?: string; minify?: boolean } = {}): Promise<WebBuild> {
  const { outDir = join(here, "../dist/web"), minify = true } = options;
  const [bundle, icons] = await Promise.all([
    build({
      entryPoints: { app: join(here, "src/main.tsx") },
      outdir: join(outDir, "assets"),
      entryNames: "[name]-[hash]",
      bundle: true,
      // What is imported while it runs is loaded only then.
      splitting: true,
      metafile: true,
      chunkNames: "[name]-[hash]",
      format: "esm",
      jsx: "automatic",
      jsxImportSource: "preact",
      target: BROWSERS,
      sourcemap: minify ? false : "inline",
      minify,
      write: false,
      legalComments: "none",
      logLevel: "silent",
    }),
    iconFiles(),
  ]);
  const files = new Map<string, string | Uint8Array>();
  for (const file of bundle.outputFiles) files.set(relative(outDir, file.path), file.contents);
  for (const [name, contents] of icons.files) files.set(`assets/${name}`, contents);
  const named = (pattern: RegExp) => `/${[...files.keys()].find((path) => pattern.test(path))}`;
  const script = named(/\/app-\w+\.js$/);
  // What the program begins with is fetched along with it, not after it.
  const entry = Object.entries(bundle.metafile.outputs).find(([path]) => path.endsWith(basename(script)))![1];
  const parts = entry.imports
    .filter(({ kind }) => kind === "import-statement")
    .map(({ path }) => `/assets/${basename(path)}`);
  const needed = { script, parts, styles: named(/\/app-\w+\.css$/), ...icons.links };
  const links = { ...needed, version: `${manifest.version}+${hashOf(needed)}` };
  files.set("index.html", page(links));
  files.set("manifest.webmanifest", icons.manifest);
  files.set("sw.js", await worker(links, [...files.keys()], minify));
  if (minify) for (const [path, contents] of files) addCompressed(files, path, contents);

  await rm(outDir, { recursive: true, force: true });
  await mkdir(join(outDir, "assets"), { recursive: true });
  await Promise.all([...files].map(([path, contents]) => writeFile(join(outDir, path), contents)));
  return { outDir, files: [...files].map(([path, contents]) => ({ path, bytes: contents.length })) };
}

/** The service worker, which knows by name what the page needs to start without the server. */
async function worker(links: Links, paths: string[], minify: boolean): Promise<Uint8Array> {
  const files = paths.filter((path) => /^assets\/.*\.(js|css)$/.test(path)).map((path) => `/${path}`);
  files.push(links.favicon, links.faviconUnread, links.appIcon, links.badge);
  const shell = { html: page({ ...links, offline: true }), files, icon: links.appIcon, badge: links.badge };
  const version = hashOf(shell);
  const { outputFiles } = await build({
    entryPoints: [join(here, "worker/worker.ts")],
    bundle: true,
    format: "iife",
    target: BROWSERS,
    define: { SHELL: JSON.stringify({ version, ...shell }) },
    minify,
    write: false,
    legalComments: "none",
    logLevel: "silent",
  });
  return outputFiles[0]!.contents;
}

const hashOf = (what: object) => createHash("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 16);

/** What compresses is stored compressed too, so that the server needn't do it for each request. */
function addCompressed(files: Map<string, string | Uint8Array>, path: string, contents: string | Uint8Array): void {
  if (!/^assets\/.*\.(js|css|svg)$/.test(path)) return;
  files.set(`${path}.br`, brotliCompressSync(contents));
  files.set(`${path}.gz`, gzipSync(contents));
}

interface Links {
  /** Of the program and this build: the client compares it with the server's. */
  version: string;
  script: string;
  /** Other files of the script that it can't begin without. */
  parts: string[];
  styles: string;
  favicon: string;
  faviconUnread: string;
  touchIcon: string;
  appIcon: string;
  badge: string;
  /** Whether the service worker shows it, since the server doesn't answer. */
  offline?: boolean;
}

/** No inline script or style: the server forbids them. */
function page({ version, script, parts, styles, favicon, faviconUnread, touchIcon, offline = false }: Links): string {
  return `<!doctype html>
<html lang="en"${offline ? " data-offline" : ""}>
  <head>
    <meta charset="utf-8">
    <title>Campfire</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
    <meta name="campfire-version" content="${version}">
    <meta name="color-scheme" content="light dark">
    <meta name="theme-color" content="#f6f1ea" media="(prefers-color-scheme: light)">
    <meta name="theme-color" content="#1b1714" media="(prefers-color-scheme: dark)">
    <link rel="stylesheet" href="${styles}">
    <script type="module" src="${script}"></script>${parts.map((part) => `\n    <link rel="modulepreload" href="${part}">`).join("")}
    <link rel="icon" type="image/svg+xml" href="${favicon}" data-unread="${faviconUnread}">
    <link rel="apple-touch-icon" href="${touchIcon}">
    <link rel="manifest" href="/manifest.webmanifest">
  </head>
  <body>
    <div id="app"></div>
    <noscript>Campfire needs JavaScript to show your conversations.</noscript>
  </body>
</html>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const { outDir, files } = await buildWeb();
  for (const { path, bytes } of files) console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${path}`);
  console.log(`Built the web client into ${outDir} in ${Math.round(performance.now() - started)} ms.`);
}
