import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { MARKER, STACKS } from "../paths.ts";
import type { Context } from "./kind.ts";

/** Says whose a tree is; `keep` are paths in it, relative, that outlive it. */
interface Marker {
  project: string;
  stack: string;
  keep: string[];
}

type Owner = Pick<Context, "project" | "stack">;

/** Whether a path is in a tree that this stack made: then what is there is ours, also when the state does not know of it yet. */
export function isOurs(path: string, owner: Owner): boolean {
  const marker = markedTree(path)?.marker;
  return marker?.project === owner.project && marker.stack === owner.stack;
}

/** Makes a directory with those above it. The topmost of ours gets the marker; it appears with it in one step, so that a kill leaves no unmarked one. */
export function makeOwned(path: string, mode: number, owner: Owner, user?: { uid: number; gid: number }) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const draft = join(dirname(path), `.${basename(path)}.making`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  if (!isOurs(dirname(path), owner)) writeMarker(draft, { project: owner.project, stack: owner.stack, keep: [] });
  if (user) chownSync(draft, user.uid, user.gid);
  chmodSync(draft, mode);
  renameSync(draft, path);
}

/** Removes a tree of ours, except what is to be kept in it. */
export function removeOwned(path: string) {
  const keep = readMarker(path)?.keep.filter((kept) => existsSync(join(path, kept))) ?? [];
  if (keep.length === 0) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  else removeExcept(path, [MARKER, ...keep]);
  removeStacksDirectory(dirname(path));
}

/** Notes that a path outlives the tree around it. */
export function keepInTree(path: string) {
  const tree = markedTree(dirname(path));
  if (!tree) return;
  const keep = new Set([...tree.marker.keep, relative(tree.root, path)]);
  writeMarker(tree.root, { ...tree.marker, keep: [...keep] });
}

function removeExcept(directory: string, keep: string[]) {
  for (const entry of readdirSync(directory)) {
    const path = join(directory, entry);
    const inside = keep.filter((kept) => kept.startsWith(entry + sep)).map((kept) => relative(entry, kept));
    if (keep.includes(entry)) continue;
    if (inside.length > 0) removeExcept(path, inside);
    else rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The last stack of a project takes the directory of all stacks along. */
function removeStacksDirectory(path: string) {
  if (basename(path) !== STACKS) return;
  try {
    rmdirSync(path);
  } catch {
    // Not empty: other stacks, or whatever else is kept there.
  }
}

function markedTree(path: string): { root: string; marker: Marker } | undefined {
  const marker = readMarker(path);
  if (marker) return { root: path, marker };
  return dirname(path) === path ? undefined : markedTree(dirname(path));
}

function readMarker(directory: string): Marker | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, MARKER), "utf8")) as Marker;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

function writeMarker(directory: string, marker: Marker) {
  const file = join(directory, MARKER);
  writeFileSync(`${file}.new`, JSON.stringify(marker), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
