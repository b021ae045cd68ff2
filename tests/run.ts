// The test command: installs the system packages that tests use where it may, then checks, unit tests and the end-to-end tests.
import { spawnSync } from "node:child_process";
import { missingPackages, tryInstall } from "./support/system-packages.ts";

const ci = process.env.CI === "true";
const color = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text: string) => (color ? `\x1b[1m${text}\x1b[0m` : text);

function step(name: string, command: string, args: string[]) {
  const started = performance.now();
  console.log(bold(`\n▸ ${name}`));
  const { status, signal } = spawnSync(command, args, { stdio: "inherit" });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (status !== 0) {
    console.error(`✗ ${name} failed (${signal ?? `exit ${status}`}) after ${seconds} s`);
    process.exit(1);
  }
  console.log(`✓ ${name}, ${seconds} s`);
}

tryInstall(missingPackages());
const missing = missingPackages();
for (const { name, usedFor } of missing) console.log(`Skipped without ${name}: ${usedFor}`);
if (ci && missing.length > 0) {
  console.error("CI must skip no test: install the packages above, or run as root on Debian.");
  process.exit(1);
}

step("Format and lint", "biome", ["check", "."]);
step("Types", "npm", ["run", "--silent", "typecheck"]);
step("Unit and conformance tests", "vitest", ["run", "--project", "!e2e", "--project", "!cluster"]);
step("End-to-end tests", "vitest", ["run", "--project", "e2e"]);
