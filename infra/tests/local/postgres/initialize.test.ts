import { execFileSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/stack.ts";

const program = join(import.meta.dirname, "../../../local/postgres/initialize.ts");

test("makes a data folder as another user, when it may, also where the umask keeps others out", () => {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o755); // mkdtemp makes it for its owner only
  const home = join(directory, "postgres");
  const user = process.getuid?.() === 0 ? ["nobody"] : [];
  const shell = ["-c", 'umask 077; exec "$@"', "sh", process.execPath, program, home, ...user];
  execFileSync("/bin/sh", shell, { env: { PATH: process.env.PATH, POSTGRES_PASSWORD: "secret" }, stdio: "pipe" });
  expect(existsSync(join(home, "data/PG_VERSION"))).toBe(true);
});
