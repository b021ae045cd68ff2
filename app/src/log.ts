import { type Logger, pino } from "pino";
import type { LogConfig } from "./config.ts";

export type Log = Logger;

/** Structured logs on standard output. Callers log ids, never message texts, passwords or tokens. */
export async function createLog(config: LogConfig, base: Record<string, unknown> = {}): Promise<Log> {
  const serializers = { err: describeError };
  const options = { level: config.level, base, timestamp: pino.stdTimeFunctions.isoTime, serializers };
  const output = standardOutput();
  if (config.format === "json") return pino(options, output);
  const { prettyFactory } = await import("pino-pretty");
  const pretty = prettyFactory({ colorize: process.stdout.isTTY });
  return pino(options, { write: (line: string) => void output.write(pretty(line)) });
}

/** Of what can't be written, bytes that are kept for later; what comes then is lost. */
const MOST_KEPT = 1_048_576;

/** A disk that is full must not end the chat: serving matters more than the log. */
function standardOutput() {
  const destination = pino.destination({ dest: 1, sync: true, maxLength: MOST_KEPT });
  destination.on("error", () => {});
  return destination;
}

/** Only what is ours to tell: drivers hang the failing row or the password of a refused connection on their errors. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  return { type: name, message, code: (error as { code?: string }).code, stack };
}
