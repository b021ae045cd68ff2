import { thumbnailKeyOf } from "../attachments/names.ts";
import { ImportError } from "./errors.ts";
import type { FileTree } from "./file-tree.ts";
import { keepFiles } from "./files.ts";
import type { Importer } from "./importer.ts";
import type { Row } from "./tables.ts";

const LOST = "attachments had lost their files before they were exported";
// Keys become paths: only what this program makes is taken.
const KEY = /^attachments\/[0-9a-f]{2}\/[0-9a-f]{32}$/;

/** Imports attachments with their files, from `files/` of an export; those that are there already stay as they are. */
export async function addAttachments(importer: Importer, tree: FileTree, rows: Row[]): Promise<void> {
  await importer.transact(async (queries) => {
    const there = await queries.query<{ id: number }>(
      "import.attachmentsThere",
      "select id from attachments where id = any ($1)",
      [rows.map(({ id }) => id)],
    );
    const known = new Set(there.map(({ id }) => id));
    for (const row of rows) if (!known.has(Number(row.id))) await store(importer, tree, row);
    await importer.within(queries).add("attachments", rows);
    await keepFiles(
      queries,
      rows.map(({ key }) => String(key)),
    );
  });
}

async function store({ files, report }: Importer, tree: FileTree, row: Row): Promise<void> {
  const [key, thumbnailKey] = [String(row.key), row.thumbnailKey ?? null];
  if (!KEY.test(key) || (thumbnailKey !== null && thumbnailKey !== thumbnailKeyOf(key))) {
    throw new ImportError("import_unreadable", `The attachment ${row.id} has a key that this program doesn't make.`);
  }
  const entries = [key, ...(thumbnailKey === null ? [] : [thumbnailKeyOf(key)])].filter((one) =>
    tree.names.includes(`files/${one}`),
  );
  if (!entries.includes(key)) return report.note(LOST);
  if (!files) return;
  for (const entry of entries) {
    const { bytes, sha256 } = await files.put(entry, await tree.read(`files/${entry}`));
    if (entry !== key || sha256 === row.sha256) continue;
    // An export has an empty entry for what its store had lost.
    if (bytes === 0) {
      report.note(LOST);
      continue;
    }
    throw new ImportError(
      "import_unreadable",
      `The file of the attachment ${row.id} is not the one that was exported: it is damaged.`,
    );
  }
}
