import { open, rm } from "node:fs/promises";
import { openFileStore } from "../files/open.ts";
import { ImportError } from "../moving/errors.ts";
import { exportChat } from "../moving/export.ts";
import { runImport } from "../moving/import.ts";
import type { Importer } from "../moving/importer.ts";
import { besideReplicas } from "./beside.ts";
import type { Arguments } from "./command.ts";

/** Writes the whole chat into a zip; see the command's help. */
export async function exportCommand({ values, flags }: Arguments): Promise<void> {
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const path = values.out ?? `campfire-export-${time}.zip`;
  const secrets = flags.has("with-secrets");
  await besideReplicas(async ({ config }) => {
    const toFile = path !== "-";
    // For its owner's eyes, and never over another file.
    const out = toFile ? (await open(path, "wx", 0o600)).createWriteStream() : process.stdout;
    try {
      const { rows } = await exportChat(config.database, out, { store: await openFileStore(config.files), secrets });
      const counts = Object.entries(rows).map(
        ([table, count]) => `${count.toLocaleString("en")} ${table.replaceAll("_", " ")}`,
      );
      process.stderr.write(`Exported ${counts.join(", ")}${toFile ? ` to ${path}` : ""}.\n`);
      if (secrets) process.stderr.write("It holds what people and bots sign in with: keep it as safe as a password.\n");
    } catch (error) {
      if (toFile) await rm(path, { force: true });
      throw error;
    }
  });
}

/** Brings in what another chat holds; see the command's help. */
export async function importCommand({ positionals: [kind = "", path = ""], values, flags }: Arguments): Promise<void> {
  const dryRun = flags.has("dry-run");
  const source = await sourceOf(kind, path, values.files ?? null);
  await besideReplicas(async (beside) => {
    const store = await openFileStore(beside.config.files);
    const report = await runImport({ ...beside, store }, source, { dryRun });
    process.stdout.write(`${report.text()}\n${dryRun ? "Nothing was changed: this was a dry run." : "Imported."}\n`);
    if (!dryRun) beside.realtime.reachChanged(null, null);
  });
}

/** Loads what reads this kind, and nothing else. */
async function sourceOf(
  kind: string,
  path: string,
  files: string | null,
): Promise<(importer: Importer) => Promise<void>> {
  switch (kind) {
    case "campfire": {
      const { importCampfire } = await import("../moving/campfire/import.ts");
      return (importer) => importCampfire(importer, path, files);
    }
    case "slack": {
      const { importSlack } = await import("../moving/slack/import.ts");
      return (importer) => importSlack(importer, path);
    }
    case "export": {
      const { importExport } = await import("../moving/from-export.ts");
      return (importer) => importExport(importer, path);
    }
    default:
      throw new ImportError("import_kind", `"${kind}" is nothing that can be imported: campfire import --help.`);
  }
}
