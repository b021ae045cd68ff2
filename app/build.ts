import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";
import { copyNativeModules, NATIVE } from "./native-modules.ts";
import { buildWeb } from "./web/build.ts";

// `--out DIR` builds elsewhere than to app/dist: a stack on this machine keeps each version in a folder of its own.
const { out } = parseArgs({ options: { out: { type: "string", default: join(import.meta.dirname, "dist") } } }).values;
const server = resolve(out, "server");
const web = resolve(out, "web");

/** Bundles the server to OUT/server/campfire.js: one that starts fast and needs no node_modules but the native ones beside it. */
async function buildServer(): Promise<void> {
  await rm(server, { recursive: true, force: true });
  await build({
    entryPoints: { campfire: join(import.meta.dirname, "src/cli.ts") },
    outdir: server,
    bundle: true,
    // Each command loads only what it needs: less memory, and an idle replica has none of the backup code.
    splitting: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // pg's native driver is an optional peer; it is only loaded when asked for. Native modules lie beside the bundle.
    external: ["pg-native", ...NATIVE],
    // Bundled CommonJS modules still call require for Node's own ones.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url); const __dirname = import.meta.dirname; const __filename = import.meta.filename;',
    },
    logLevel: "warning",
  });
  await cp(join(import.meta.dirname, "migrations"), join(server, "migrations"), { recursive: true });
  await copyNativeModules(resolve(out));
}

/** Builds the client and compresses what compresses, once here instead of at each request. */
async function buildClient(): Promise<void> {
  const { outDir, files } = await buildWeb({ outDir: web });
  const texts = files
    .map((file) => join(outDir, file.path))
    .filter((path) => /\.(css|html|js|json|svg|webmanifest)$/.test(path));
  await Promise.all(
    texts.map(async (path) => {
      const content = await readFile(path);
      const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
      await writeFile(`${path}.br`, await promisify(brotliCompress)(content, best));
      await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }));
    }),
  );
}

await Promise.all([buildServer(), buildClient()]);
