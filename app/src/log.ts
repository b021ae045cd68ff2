import { type Logger, pino } from "pino";
import type { LogConfig } from "./config.ts";

export type Log = Logger;

/** Structured logs on standard output. Callers log ids, never message texts, passwords or tokens. */
export async function createLog(config: LogConfig, base: Record<string, unknown> = {}): Promise<Log> {
  const options = { level: config.level, base, timestamp: pino.stdTimeFunctions.isoTime };
  if (config.format === "json") return pino(options);
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ sync: true, colorize: process.stdout.isTTY }));
}
