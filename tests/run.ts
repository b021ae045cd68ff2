// The test command: installs the system packages that tests use where it may, then checks, unit tests and the end-to-end tests.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setPriority } from "node:os";
import { missingPackages, tryInstall } from "./support/system-packages.ts";

const ci = process.env.CI === "true";
const color = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text: string) => (color ? `\x1b[1m${text}\x1b[0m` : text);

/**
 * Runs a program to its end; settles with whether it went well. What runs `aside` says what it has to say only then, so
 * that two don't talk at once; what `givesWay` computes when the other leaves it time.
 */
async function step(
  name: string,
  command: string,
  args: string[],
  { aside = false, givesWay = false } = {},
): Promise<boolean> {
  const started = performance.now();
  const begin = () => console.log(bold(`\n▸ ${name}`));
  if (!aside) begin();
  const env = { ...process.env, ...(color && { FORCE_COLOR: "1" }) };
  const child = spawn(command, args, { env, stdio: aside ? ["ignore", "pipe", "pipe"] : "inherit" });
  if (givesWay && child.pid) setPriority(child.pid, 10);
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => said.push(chunk));
  const [status, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  if (aside) {
    begin();
    process.stdout.write(Buffer.concat(said));
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (status === 0) console.log(`✓ ${name}, ${seconds} s`);
  else console.error(`✗ ${name} failed (${signal ?? `exit ${status}`}) after ${seconds} s`);
  return status === 0;
}

/** Goes on when all went well, and otherwise ends once none runs any more: a stack under test is taken down first. */
async function all(...steps: Promise<boolean>[]): Promise<void> {
  if ((await Promise.all(steps)).includes(false)) process.exit(1);
}

tryInstall(missingPackages());
const missing = missingPackages();
for (const { name, usedFor } of missing) console.log(`Skipped without ${name}: ${usedFor}`);
if (ci && missing.length > 0) {
  console.error("CI must skip no test: install the packages above, or run as root on Debian.");
  process.exit(1);
}

await all(
  step("Format and lint", "biome", ["check", "."]),
  step("Types", "npm", ["run", "--silent", "typecheck"], { aside: true }),
);
// The watched stack waits for its alerts nearly all of the time, five minutes of it: others compute meanwhile, and don't keep its alerts waiting.
const unit = ["e2e", "watched", "cluster"].flatMap((project) => ["--project", `!${project}`]);
await all(
  step("A watched stack", "vitest", ["run", "--project", "watched"], { aside: true }),
  step("Unit and conformance tests", "vitest", ["run", ...unit], { givesWay: true }),
);
await all(step("End-to-end tests", "vitest", ["run", "--project", "e2e", "--maxWorkers", "2"]));
