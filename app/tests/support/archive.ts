import { createWriteStream } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { linesOf, openTree } from "../../src/moving/file-tree.ts";

/** A folder of its own for what a test writes; the test removes it. */
export const scratchFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "campfire-moving-"));

/** Writes a zip of these files. */
export async function writeZip(path: string, files: Record<string, string>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** What an export holds, by table, but for what says when it was made. */
export async function contentOf(path: string): Promise<Record<string, unknown[]>> {
  const tree = await openTree(path);
  const content: Record<string, unknown[]> = {};
  for (const name of tree.names.filter((one) => one.endsWith(".jsonl"))) {
    content[name] = [];
    for await (const line of linesOf(tree, name)) content[name].push(line);
  }
  tree.close();
  return content;
}
