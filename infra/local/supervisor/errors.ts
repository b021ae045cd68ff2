/** What goes wrong on this machine, for a person: a stable code, what happened, and what to do about it. */
export class LocalError extends Error {
  readonly code: string;

  constructor(code: string, what: string, remedy: string) {
    super(`${code} — ${what} ${remedy}`);
    this.name = "LocalError";
    this.code = code;
    // The SDK's provider server prints stacks; a person needs the sentence only.
    this.stack = this.message;
  }

  /** The same error on the other side of a socket. */
  static revive({ code, message }: { code: string; message: string }): LocalError {
    const error = new LocalError(code, "", "");
    error.message = error.stack = message;
    return error;
  }

  override toString() {
    return this.message;
  }
}

/** Clients ask the next supervisor instead. */
export const supervisorEnding = () =>
  new LocalError("LOCAL_SUPERVISOR_ENDING", "The supervisor is about to end.", "Run the command again.");

const REMEDIES: Record<string, string> = {
  ENOSPC: "The disk is full: free some space and run the command again.",
  EDQUOT: "Your disk quota is used up: free some space and run the command again.",
  EACCES: "Permission denied: run as the user who ran the first `up` of this stack, or mend the owner of that path.",
  EPERM: "Not permitted: run as the user who ran the first `up` of this stack, or mend the owner of that path.",
  EROFS: "That file system is read-only: move the project to a writable one.",
  ENOENT: "Something on that path is missing: run `npm run refresh` and then `npm run up`.",
  ENOTDIR: "A file is where a directory is needed: move it away and run the command again.",
  EMFILE: "Too many open files: raise the limit (`ulimit -n 4096`) and run the command again.",
};

/** An error of the operating system with its remedy; any other error as it is. */
export function explain(error: unknown): Error {
  if (error instanceof LocalError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code && REMEDIES[code]) return new LocalError(`LOCAL_${code}`, `${message}.`, REMEDIES[code]);
  return error instanceof Error ? error : new Error(String(error));
}
