import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Spec } from "../contract.ts";
import { projectRoot } from "../sources.ts";
import { stackDirectory } from "./paths.ts";

export { projectRoot, sourceHash } from "../sources.ts";

/** Everything of a stack is below this directory, except PostgreSQL's when root runs the stack. */
export const directoryOf = (spec: Spec) => stackDirectory(projectRoot, spec.stack);

/** PostgreSQL refuses to run as root: then it gets a system user of its own, and a home that this user can reach. */
export const runsAsRoot = process.getuid?.() === 0;

/** Tells the stacks of two checkouts on one machine apart; letters and digits. */
const checkout = createHash("sha256").update(projectRoot).digest("hex").slice(0, 8);

/** The system user of a stack's PostgreSQL, at most 32 characters. */
export const postgresUser = (spec: Spec) =>
  `campfire-${checkout}-${createHash("sha256").update(spec.stack).digest("hex").slice(0, 8)}`;

/** Where a stack's PostgreSQL lives. Below /var/lib for root, since nobody else can enter a checkout in root's home. */
export const postgresHome = (spec: Spec) =>
  runsAsRoot ? join("/var/lib", postgresUser(spec)) : join(directoryOf(spec), "postgres");

/** The Node that runs this program, and so every process of the stack that needs one. */
export const node = process.execPath;

/** How this machine installs a Debian package or its Homebrew counterpart. */
export function installCommand(debian: string, homebrew: string): string {
  if (process.platform === "darwin") return `brew install ${homebrew}`;
  return `${runsAsRoot ? "" : "sudo "}apt-get install ${debian}`;
}

/** The version that a program prints when asked for it: the first thing that looks like one. */
export function versionOf(program: string): string {
  try {
    const text = execFileSync(program, ["--version"], {
      encoding: "utf8",
      timeout: 5_000,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return /\d+\.\d+(\.\d+)?/.exec(text)?.[0] ?? "";
  } catch {
    return "";
  }
}
