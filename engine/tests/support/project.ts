import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A throw-away copy of a project of the tests, in which commands can be run. */
export class TestProject {
  readonly folder = mkdtempSync(join(tmpdir(), "engine-project-"));

  /** `from` is a folder beside this one's parent, as `recorded`. */
  constructor(from: string) {
    cpSync(here(`../${from}`), this.folder, { recursive: true });
    symlinkSync(here("../../../node_modules"), join(this.folder, "node_modules"));
    writeFileSync(
      join(this.folder, "package.json"),
      JSON.stringify({ name: "test-project", private: true, type: "module" }),
    );
  }

  configure(stack: string, values: Record<string, string | number>): void {
    const lines = Object.entries(values).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
    writeFileSync(join(this.folder, `Pulumi.${stack}.yaml`), `config:\n${lines.join("\n")}\n`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
