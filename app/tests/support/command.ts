import { join } from "node:path";
import { Child } from "./processes.ts";

const CLI = join(import.meta.dirname, "../../src/cli.ts");

export interface Ran {
  code: number | null;
  output: string;
}

/** Runs `campfire` from the sources with these arguments to its end. */
export async function campfire(env: Record<string, string>, args: string[], stdin?: string): Promise<Ran> {
  const child = new Child(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  if (stdin !== undefined) child.process.stdin?.end(stdin);
  const code = await child.exit();
  return { code, output: child.output };
}
