import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "./config-values.ts";

/** Makes the folder where it is missing; throws a ConfigError that names the variable when nothing can be written. */
export async function checkWritable(variable: string, folder: string): Promise<void> {
  const probe = join(folder, `.write-test-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      {
        code: "config_invalid",
        variable,
        message: `names the folder ${folder}, in which this process can't write (${code}).`,
        remedy: "Give its user the right to write there, or name another folder.",
      },
    ]);
  }
}
