import type { LogEntry } from "./server.ts";

/** Gathers what a program says: its errors are kept for the end, everything else goes on as it comes. */
export class ProgramLog {
  /** Each error once, without its stack. */
  readonly errors: string[] = [];
  /** An exception ended it that nobody meant to be read. */
  crashed = false;
  /** The last lines of standard error, for a program that died without a word to the engine. */
  readonly lastLines: string[] = [];
  readonly #onMessage: (severity: "info" | "warning", message: string) => void;

  constructor(onMessage: (severity: "info" | "warning", message: string) => void) {
    this.#onMessage = onMessage;
  }

  add(entry: LogEntry): void {
    const message = withoutStack(entry.message);
    if (message === "" || entry.severity === "debug") return;
    if (introduction.test(entry.message)) this.crashed = true;
    if (entry.severity !== "error") this.#onMessage(entry.severity, message);
    else if (!this.errors.includes(message)) this.errors.push(message);
  }

  addLine(stream: "stdout" | "stderr", line: string): void {
    if (line.trim() === "") return;
    if (stream === "stdout") this.#onMessage("info", line);
    this.lastLines.push(line);
    if (this.lastLines.length > 20) this.lastLines.shift();
  }
}

const frame = /^\s+at .+/;
const introduction = /^Running program '.*' failed with an unhandled exception:\n/;

/** The message of an error, and of its stack only the first frame of the program itself. */
export function withoutStack(text: string): string {
  const lines = stripColors(text).replace(introduction, "").trimEnd().split("\n");
  const own = lines.find((line) => frame.test(line) && !/node_modules|node:/.test(line));
  const message = lines
    .filter((line) => !frame.test(line))
    .join("\n")
    .trimEnd();
  const place = own ? /\(?((?:file:\/\/)?[^\s()]+:\d+):\d+\)?$/.exec(own)?.[1] : undefined;
  return place ? `${message} (at ${place.replace("file://", "")})` : message;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const colors = /\u001b\[[0-9;]*m/g;
const stripColors = (text: string): string => text.replace(colors, "");
