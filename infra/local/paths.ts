/** Where the `local` platform keeps what, in one place. All of a stack is below its directory, so that `down` can leave nothing behind. */
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The directory of the project that holds one directory a stack. */
export const STACKS = ".campfire";

/** Marks a tree as made by a stack; holds `{project, stack, keep}` as JSON (provider/ownership.ts). */
export const MARKER = ".campfire-stack";

export const stackDirectory = (projectRoot: string, stack: string) => join(projectRoot, STACKS, stack);

/** stdout and stderr of a process, or of the last run of a command. Older parts: `.1`, `.2`. */
export const logFile = (directory: string, name: string) => join(directory, "logs", `${name}.log`);

/** What a command with `creates` has to make in place of `path`. */
export const making = (path: string) => `${path}.making`;

/** The record of a command's last run. */
export const commandRecord = (directory: string, name: string) => join(directory, "commands", `${name}.json`);

/** Everything of the supervisor except logs: mode 0700, gone when its last process is. */
export const supervisorDirectory = (directory: string) => join(directory, "supervisor");

/** One claim a supervisor that runs or wants to run (supervisor/claim.ts). */
export const claimsDirectory = (directory: string) => join(supervisorDirectory(directory), "claims");

/** One file a process, mode 0600: its spec, and the pid it runs as. */
export const recordsDirectory = (directory: string) => join(supervisorDirectory(directory), "processes");

export const supervisorLog = (directory: string) => logFile(directory, "supervisor");

/** Where Node keeps compiled code, so that supervisors start faster and 30 MB smaller from the second start on. */
export const compileCache = join(import.meta.dirname, "../../node_modules/.cache/campfire-stack");

/** The longest path a unix socket can have: 107 bytes on Linux, 103 on macOS. */
const SOCKET_PATH_LIMIT = 103;

/** The supervisor's socket: in the stack's directory, or below the temporary directory where that path is too long for a socket. */
export function socketPath(directory: string): string {
  const usual = join(supervisorDirectory(directory), "socket");
  if (Buffer.byteLength(usual) <= SOCKET_PATH_LIMIT) return usual;
  const hash = createHash("sha256").update(directory).digest("hex").slice(0, 16);
  return join(tmpdir(), `campfire-${process.getuid?.() ?? "user"}-${hash}`, "socket");
}
