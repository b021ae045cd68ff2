import { cp, mkdir, readFile, realpath, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** What can't be bundled, since it brings binaries along: the bundle loads it from the node_modules beside it. */
export const NATIVE = ["sharp"];

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/**
 * Copies the native modules, with all that they load, to OUT/server/node_modules: as they are installed here, which is
 * for one operating system and processor.
 */
export async function copyNativeModules(out: string): Promise<void> {
  const target = join(out, "server/node_modules");
  await rm(target, { recursive: true, force: true });
  const found = new Map<string, string>();
  for (const name of NATIVE) await collect(name, import.meta.filename, true, found);
  for (const [name, folder] of found) {
    await mkdir(dirname(join(target, name)), { recursive: true });
    await cp(folder, join(target, name), { recursive: true, dereference: true });
  }
}

/** Finds the folder of a module and of what it needs. Of the optional ones those are there that fit this machine. */
async function collect(name: string, from: string, needed: boolean, found: Map<string, string>): Promise<void> {
  if (found.has(name)) return;
  const folder = await folderOf(name, from);
  if (!folder) {
    if (needed) throw new Error(`${name} is not installed: run npm install`);
    return;
  }
  found.set(name, folder);
  const manifest = join(folder, "package.json");
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(await readFile(manifest, "utf8")) as Manifest;
  for (const other of Object.keys(dependencies)) await collect(other, manifest, true, found);
  for (const other of Object.keys(optionalDependencies)) await collect(other, manifest, false, found);
}

/** Where Node would look, since not every package lets its package.json be asked for. */
async function folderOf(name: string, from: string): Promise<string | null> {
  for (const place of createRequire(from).resolve.paths(name) ?? []) {
    const folder = await realpath(join(place, name)).catch(() => null);
    if (folder) return folder;
  }
  return null;
}

// By itself it puts the modules of another platform, which were just installed, into what is built already.
if (import.meta.main) {
  const { out } = parseArgs({
    options: { out: { type: "string", default: join(import.meta.dirname, "dist") } },
  }).values;
  await copyNativeModules(resolve(out));
}
