// Loaded first into every process that the engine starts (the program, providers, policy packs).
import { createRequire, flushCompileCache } from "node:module";
import util from "node:util";
import { useCompileCache } from "../compile-cache.ts";

useCompileCache();

// The engine holds the other end of standard input. When it closes, the engine asks us to end or is dead.
// SIGTERM lets a provider finish its own way; a process without a handler ends at once.
process.stdin.on("error", () => {});
process.stdin.on("close", () => {
  flushCompileCache();
  process.kill(process.pid, "SIGTERM");
});
process.stdin.resume();
(process.stdin as unknown as { unref?: () => void }).unref?.();

// The SDK formats an uncaught error with util.inspect, which walks everything that hangs on it (a whole resource graph:
// measured at 100 s and 3 GB). An error's stack, its message included, is all that is ever shown of it.
const inspect = util.inspect;
const inspectErrorsBriefly = (value: unknown, ...options: unknown[]): string =>
  value instanceof Error && value.stack ? value.stack : (inspect as (...all: unknown[]) => string)(value, ...options);
util.inspect = Object.assign(inspectErrorsBriefly, inspect) as typeof util.inspect;

// The SDK keeps a stack trace of each promise, and with source-map-support each of its frames is looked up in the SDK's
// own source maps: half of the time of a large plan. TypeScript runs here as it is, so there is nothing to map.
const { cache, resolve } = createRequire(process.argv[1]!);
try {
  const path = resolve("source-map-support/register");
  cache[path] = { id: path, filename: path, loaded: true, exports: {} } as NodeModule;
} catch {
  // Where it can't be found from, it isn't loaded either.
}
