import { newJoinCode } from "../accounts/accounts.ts";
import { codeSchemaVersion } from "../database/migrations.ts";
import { ImportError } from "./errors.ts";
import type { ExportManifest } from "./export.ts";
import { addAttachments } from "./exported-files.ts";
import { type FileTree, jsonOf, linesOf, openTree } from "./file-tree.ts";
import type { Importer } from "./importer.ts";
import type { Row } from "./tables.ts";
import { MOVED } from "./tables.ts";

const AT_ONCE = 500;
// All of them or none: where an id is taken, it is one of theirs.
const FIRST = ["accounts", "users", "rooms"];

/** Imports what `campfire export` wrote, with all its ids. */
export async function importExport(importer: Importer, path: string): Promise<void> {
  const tree = await openTree(path);
  try {
    const manifest = (await jsonOf(tree, "manifest.json")) as ExportManifest;
    await refuseOthers(manifest, path);
    const tables = MOVED.map(({ name }) => name).filter((name) => tree.names.includes(`${name}.jsonl`));
    const first = tables.filter((name) => FIRST.includes(name));
    await importer.together(async (all) => {
      for (const name of first) await addAll(all, tree, name);
    });
    for (const name of tables.filter((one) => !FIRST.includes(one))) await addAll(importer, tree, name);
    if (!manifest.secrets) importer.report.note("chat without secrets: people and bots need new passwords and keys");
  } finally {
    tree.close();
  }
}

async function addAll(importer: Importer, tree: FileTree, name: string): Promise<void> {
  const add = (some: Row[]) =>
    name === "attachments" ? addAttachments(importer, tree, some) : importer.add(name, some);
  let rows: Row[] = [];
  for await (const row of linesOf(tree, `${name}.jsonl`)) {
    rows.push(name === "accounts" ? withJoinCode(row as Row) : (row as Row));
    if (rows.length < AT_ONCE) continue;
    await add(rows);
    rows = [];
  }
  await add(rows);
}

async function refuseOthers(manifest: ExportManifest, path: string): Promise<void> {
  if (manifest.program !== "campfire-stack" || manifest.format !== 1) {
    throw new ImportError("import_unreadable", `${path} is no export of this program, or of a later one.`);
  }
  const known = await codeSchemaVersion();
  if (manifest.schemaVersion <= known) return;
  const versions = `It has schema ${manifest.schemaVersion}, this program knows ${known}`;
  throw new ImportError("import_too_new", `${versions}. Use campfire ${manifest.version} or later.`);
}

/** An export without secrets has no invite link, and a chat needs one. */
const withJoinCode = (account: Row): Row => ({ ...account, joinCode: account.joinCode ?? newJoinCode() });
