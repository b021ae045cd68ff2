import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Fit, makePicture, type Picture } from "../../pictures/picture.ts";
import { hexOf } from "../export.ts";
import type { Importer } from "../importer.ts";
import type { CampfireDatabase } from "./database.ts";

interface Blob {
  recordId: number;
  key: string;
}

export const WITHOUT_FILES = "their files are needed: run it again with --files DIR";

/** Where Campfire keeps the file with this key. */
export const fileOf = (folder: string, key: string) => join(folder, key.slice(0, 2), key.slice(2, 4), key);

/** Imports people's pictures, small as they are kept here. */
export async function importAvatars(
  importer: Importer,
  database: CampfireDatabase,
  folder: string | null,
): Promise<void> {
  for (const { recordId, key } of blobsOf(database, "User", "avatar")) {
    const picture = await pictureOf(importer, "avatars", folder, key, "cover");
    if (picture)
      await importer.add("avatars", [{ userId: recordId, hash: picture.hash, content: hexOf(picture.content) }]);
  }
}

/** The chat's logo, as columns of its account. */
export async function logoOf(importer: Importer, database: CampfireDatabase, folder: string | null) {
  const [blob] = blobsOf(database, "Account", "logo");
  const picture = blob && (await pictureOf(importer, "logos", folder, blob.key, "contain"));
  return picture ? { logo: hexOf(picture.content), logoHash: picture.hash } : {};
}

function blobsOf(database: CampfireDatabase, type: "User" | "Account", name: string): Blob[] {
  if (!database.has("active_storage_attachments")) return [];
  const owned = type === "User" ? "and record_id in (select id from users)" : "";
  const sql = `select record_id, key from active_storage_attachments
    join active_storage_blobs on active_storage_blobs.id = blob_id
    where record_type = '${type}' and name = '${name}' ${owned} order by record_id`;
  return database.rows(sql).map((row) => ({ recordId: Number(row.record_id), key: String(row.key) }));
}

async function pictureOf(
  { report }: Importer,
  kind: string,
  folder: string | null,
  key: string,
  fit: Fit,
): Promise<Picture | null> {
  const skip = (reason: string) => {
    report.read(kind);
    report.skipped(kind, reason);
    return null;
  };
  if (folder === null) return skip(WITHOUT_FILES);
  const bytes = await readFile(fileOf(folder, key)).catch(() => null);
  if (bytes === null) return skip("their files are not in that folder");
  return makePicture(bytes, fit).catch(() => skip("they are no pictures that can be read"));
}
