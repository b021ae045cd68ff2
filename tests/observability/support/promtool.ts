import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findExecutable } from "../../../infra/local/executables.ts";

const execute = promisify(execFile);

export const hasPromtool = findExecutable("promtool") !== undefined;
export const hasAmtool = findExecutable("amtool") !== undefined;

/** Runs a checker over files that live only meanwhile. Returns what it printed; throws with it when it is not content. */
export async function check(program: string, args: readonly string[], files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "campfire-check-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const { stdout, stderr } = await execute(program, args, { cwd: folder, maxBuffer: 2 ** 24 });
    return stdout + stderr;
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
