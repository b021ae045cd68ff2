import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { join } from "node:path";
import { compileCache, supervisorLog } from "../paths.ts";
import { baseEnvironment } from "./child.ts";
import { openLog } from "./logs.ts";
import { codeVersion } from "./protocol.ts";

/**
 * The guard: the smallest program that waits for the supervisor and starts it anew when it is killed (about 1 MB; a second Node would take 60).
 * It ends with the supervisor when that exits with 0, or when the stack or this code is gone. The supervisor in turn looks after its guard.
 * The first start of this code fills the compile cache before: a supervisor that strips types itself stays 30 MB larger for all its life.
 */
const GUARD = `directory=$1; main=$2; shift 2; [ -d "$NODE_COMPILE_CACHE" ] || "$@" "$main"
until "$@" "$main" "$directory"; do sleep 1; [ -d "$directory" ] && [ -e "$main" ] || exit 0; done`;

/** A supervisor only ever holds a few specs: a small heap keeps its idle size down. */
const FLAGS = ["--max-old-space-size=64", "--max-semi-space-size=1"];

/** Starts a supervisor and its guard in a session of their own, with nothing of the caller's environment but where programs are. Returns the guard. */
export function launch(directory: string): ChildProcess {
  const log = openLog(supervisorLog(directory));
  const args = [
    "-c",
    GUARD,
    "campfire-guard",
    directory,
    join(import.meta.dirname, "main.ts"),
    process.execPath,
    ...FLAGS,
  ];
  const env = { ...baseEnvironment(), NODE_COMPILE_CACHE: join(compileCache, codeVersion()) };
  const guard = spawn("/bin/sh", args, {
    cwd: "/",
    env,
    detached: true,
    stdio: ["ignore", log, log],
  });
  guard.on("error", () => {}); // who wanted a supervisor finds none, and tries again
  guard.unref();
  closeSync(log);
  return guard;
}
