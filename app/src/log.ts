import { type Logger, pino } from "pino";
import type { LogConfig } from "./config.ts";

export type Log = Logger;

/** Structured logs on standard output. Callers log ids, never message texts, passwords or tokens. */
export async function createLog(config: LogConfig, base: Record<string, unknown> = {}): Promise<Log> {
  const serializers = { err: describeError };
  const options = { level: config.level, base, timestamp: pino.stdTimeFunctions.isoTime, serializers };
  if (config.format === "json") return pino(options);
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ sync: true, colorize: process.stdout.isTTY }));
}

/** Only what is ours to tell: drivers hang the failing row or the password of a refused connection on their errors. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  return { type: name, message, code: (error as { code?: string }).code, stack };
}
