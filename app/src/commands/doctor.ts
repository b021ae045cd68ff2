import { readServeConfig } from "../config.ts";
import { Database } from "../database/database.ts";
import { Doubt } from "../health/check.ts";
import { checksOf } from "../health/checks.ts";
import { createLog } from "../log.ts";
import { unknownVariables } from "../settings/table.ts";

/** Looks at everything that a replica needs, without changing anything, and says what is wrong. Exits with 1 then. */
export async function doctorCommand(): Promise<void> {
  const config = readServeConfig(process.env);
  const log = await createLog({ level: "silent", format: "json" });
  const database = new Database({ ...config.database, timeout: Math.min(config.database.timeout, 10) }, log);
  const write = (sign: string, name: string, text: string) =>
    process.stdout.write(`${sign} ${name.padEnd(10)}${text}\n`);
  write("✓", "settings", "are valid");
  for (const { variable, hint } of unknownVariables(process.env))
    write("!", "settings", `${variable} is not known and does nothing${hint}`);
  for (const { name, run } of checksOf({ config, database, log, env: process.env })) {
    try {
      write("✓", name, await run());
    } catch (error) {
      const { message, code } = error as { message: string; code?: string };
      write(error instanceof Doubt ? "!" : "✗", name, message || String(code));
      if (!(error instanceof Doubt)) process.exitCode = 1;
    }
  }
  await database.close();
}
