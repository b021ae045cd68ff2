import { randomUUID } from "node:crypto";
import { access, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BackupError } from "./errors.ts";
import type { Manifest } from "./manifest.ts";
import type { Vault } from "./vault.ts";

interface Verified {
  id: string;
  at: string;
}

/**
 * The backup folder. Content is stored once however many backups hold it, so a backup costs what changed since the
 * last. A backup exists once its manifest does, which is written last; every file appears whole or not at all.
 */
export class BackupStore {
  private readonly folder: string;
  private readonly vault: Vault;

  constructor(folder: string, vault: Vault) {
    this.folder = folder;
    this.vault = vault;
  }

  /** Stores the content where it isn't yet, and returns its name. */
  async put(content: Buffer): Promise<string> {
    const name = this.vault.nameOf(content);
    const path = this.objectPath(name);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (!there) await writeWhole(path, await this.vault.seal(name, content));
    return name;
  }

  async get(name: string): Promise<Buffer> {
    const sealed = await readFile(this.objectPath(name)).catch(() => {
      throw new BackupError("backup_damaged", `The backup's object ${name} is missing. Restore another backup.`);
    });
    return this.vault.unseal(name, sealed);
  }

  async add(manifest: Manifest): Promise<void> {
    const text = JSON.stringify(manifest);
    const signed = `${JSON.stringify({ mac: this.vault.nameOf(text) })}\n${text}\n`;
    await writeWhole(join(this.folder, "manifests", `${manifest.id}.json`), Buffer.from(signed));
  }

  /** The ids of all backups, oldest first. */
  async list(): Promise<string[]> {
    const files = await readdir(join(this.folder, "manifests")).catch(() => []);
    return files
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -".json".length))
      .sort();
  }

  /** The backup of this id, or the newest. */
  async find(id = "newest"): Promise<Manifest> {
    const ids = await this.list();
    if (ids.length === 0) {
      throw new BackupError("backup_none", `There is no backup in ${this.folder}. Check CAMPFIRE_BACKUP_DIR.`);
    }
    const wanted = id === "newest" ? ids.at(-1)! : id;
    if (!ids.includes(wanted)) {
      throw new BackupError(
        "backup_unknown",
        `There is no backup ${wanted}. The newest are: ${ids.slice(-5).join(", ")}.`,
      );
    }
    const text = await readFile(join(this.folder, "manifests", `${wanted}.json`), "utf8");
    const [signature = "", body = ""] = text.split("\n");
    if (signature !== JSON.stringify({ mac: this.vault.nameOf(body) })) {
      const remedy = "Check CAMPFIRE_BACKUP_KEY; a changed key needs a new folder, and a changed backup is lost.";
      throw new BackupError("backup_wrong_key", `The backup ${wanted} wasn't made with this key. ${remedy}`);
    }
    return JSON.parse(body) as Manifest;
  }

  /** Removes these backups and all content that no other holds. */
  async remove(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    for (const id of ids) await rm(join(this.folder, "manifests", `${id}.json`));
    const used = new Set<string>();
    for (const id of await this.list()) {
      const { tables, files } = await this.find(id);
      for (const { objects } of [...tables, ...files]) for (const name of objects) used.add(name);
    }
    for (const prefix of await readdir(join(this.folder, "objects")).catch(() => [])) {
      for (const name of await readdir(join(this.folder, "objects", prefix))) {
        if (!used.has(name)) await rm(join(this.folder, "objects", prefix, name));
      }
    }
  }

  async noteVerified(verified: Verified): Promise<void> {
    await writeWhole(join(this.folder, "verified.json"), Buffer.from(JSON.stringify(verified)));
  }

  /** The backup that was last restored as a test; null when none ever was. */
  async lastVerified(): Promise<Verified | null> {
    const text = await readFile(join(this.folder, "verified.json"), "utf8").catch(() => null);
    return text ? (JSON.parse(text) as Verified) : null;
  }

  private objectPath(name: string): string {
    return join(this.folder, "objects", name.slice(0, 2), name);
  }
}

/** Readable by its owner only, on the disk before it has its name. */
async function writeWhole(path: string, content: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.partial`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
