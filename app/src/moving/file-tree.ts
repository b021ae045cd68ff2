import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { type Entry, type Options, open, type ZipFile } from "yauzl";
import { ImportError } from "./errors.ts";

/** The files of a folder or of a zip, by their paths in it, with slashes. */
export interface FileTree {
  names: string[];
  read(name: string): Promise<Readable>;
  close(): void;
}

/** Throws `import_unreadable` for what is neither a folder nor a zip. */
export async function openTree(path: string): Promise<FileTree> {
  const found = await stat(path).catch(() => {
    throw new ImportError(
      "import_unreadable",
      `There is no ${path}. Name a file or folder that this process can read.`,
    );
  });
  return found.isDirectory() ? openFolder(path) : openZip(path);
}

/** The values of a file of JSON lines. */
export async function* linesOf(tree: FileTree, name: string): AsyncGenerator<unknown> {
  let number = 0;
  for await (const line of createInterface({ input: await tree.read(name), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() !== "") yield parse(line, `${name}, line ${number}`);
  }
}

export async function jsonOf(tree: FileTree, name: string): Promise<unknown> {
  if (!tree.names.includes(name)) throw new ImportError("import_unreadable", `There is no ${name} in it.`);
  return parse(await text(await tree.read(name)), name);
}

function parse(source: string, where: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new ImportError("import_unreadable", `${where} is no JSON: the file is damaged.`);
  }
}

async function openFolder(path: string): Promise<FileTree> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)));
  return {
    names: files.map((file) => file.split(sep).join("/")).sort(),
    read: async (name) => createReadStream(join(path, name)),
    close: () => {},
  };
}

async function openZip(path: string): Promise<FileTree> {
  const options: Options = { lazyEntries: true, autoClose: false };
  const zip = await promisify<string, Options, ZipFile>(open)(path, options).catch((error: Error) => {
    throw new ImportError("import_unreadable", `${path} is no zip that can be read (${error.message}).`);
  });
  const entries = new Map<string, Entry>();
  await new Promise<void>((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      if (!entry.fileName.endsWith("/")) entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    // Also names that lead out of the zip.
    zip.on("error", (error: Error) => {
      reject(new ImportError("import_unreadable", `${path} is damaged (${error.message}).`));
    });
    zip.on("end", () => resolve());
    zip.readEntry();
  });
  const openEntry = promisify<Entry, Readable>(zip.openReadStream.bind(zip));
  return {
    names: [...entries.keys()].sort(),
    read: (name) => openEntry(entries.get(name)!),
    close: () => zip.close(),
  };
}
