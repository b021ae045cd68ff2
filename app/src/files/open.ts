import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { ConfigError } from "../config-values.ts";
import type { FilesLocation } from "./location.ts";
import type { FileStore } from "./store.ts";

/** Loads the one kind of store that is asked for. Nothing is reached yet. */
export async function createFileStore(location: FilesLocation): Promise<FileStore> {
  if (location.kind === "folder") {
    const { FolderStore } = await import("./folder-store.ts");
    return new FolderStore(location.folder);
  }
  const { S3Store } = await import("./s3-store.ts");
  return S3Store.create(location);
}

/** The store, once a file was written to it and removed again. Throws a ConfigError that says why it can't be used. */
export async function openFileStore(location: FilesLocation): Promise<FileStore> {
  const store = await createFileStore(location);
  const probe = `.write-test-${randomUUID()}`;
  try {
    await store.write(probe, Readable.from([Buffer.from("campfire")]));
    await store.remove(probe);
    return store;
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException;
    const remedy =
      location.kind === "folder"
        ? "Give its user the right to write there, or name another folder."
        : "Check the bucket's name, region and endpoint, the credentials, and that they may get, put, list and delete.";
    const reason = code ?? (name === "Error" ? message : name);
    throw new ConfigError([
      {
        code: "config_invalid",
        variable: "CAMPFIRE_FILES_URL",
        message: `names ${store.place}, in which this process can't write (${reason}).`,
        remedy,
      },
    ]);
  }
}
