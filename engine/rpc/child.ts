import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface NodeChildOptions {
  cwd: string;
  env?: Record<string, string | undefined>;
  /** Each line of standard output and error. */
  onLine: (stream: "stdout" | "stderr", line: string) => void;
}

export interface NodeChild {
  process: ChildProcess;
  /** The exit status, or 128 + signal number as shells have it. */
  exited: Promise<number>;
  /** Asks the process to end (its standard input closes), and ends it after `graceMs`. */
  end(graceMs?: number): Promise<void>;
}

const preload = fileURLToPath(new URL("./preload.ts", import.meta.url));

/**
 * Starts a Node process that can't outlive the engine: it holds the other end of a pipe, which the system closes
 * however the engine ends (see `preload.ts`).
 */
export function startNode(script: string, args: string[], options: NodeChildOptions): NodeChild {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--import", preload, script, ...args],
    {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      // A terminal's Ctrl-C goes to the whole process group; the engine decides what its children do about it.
      detached: process.platform !== "win32",
    },
  );
  child.stdin.on("error", () => {});
  forwardLines(child.stdout, (line) => options.onLine("stdout", line));
  forwardLines(child.stderr, (line) => options.onLine("stderr", line));
  const exited = new Promise<number>((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code, signal) => resolve(code ?? (signal ? 143 : 1)));
  });
  return { process: child, exited, end: (graceMs = 3000) => endChild(child, exited, graceMs) };
}

async function endChild(child: ChildProcess, exited: Promise<number>, graceMs: number): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await exited;
  clearTimeout(timer);
}

function forwardLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
