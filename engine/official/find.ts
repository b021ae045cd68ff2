import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The official CLI: on PATH, else the newest of `~/.pulumi/versions`. Undefined where there is none. */
export function findCli(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const name = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  // npm puts the projects' `.bin` folders first; a `pulumi` in there is npm's downloader, not the CLI.
  const folders = (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !folder.includes("node_modules"));
  const found = [...folders, ...versionFolders(env)].map((folder) => join(folder, name)).find(isExecutable);
  return found;
}

function versionFolders(env: NodeJS.ProcessEnv): string[] {
  const home = env.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const versions = join(home, "versions");
  if (!existsSync(versions)) return [join(home, "bin")];
  const newestFirst = readdirSync(versions).sort((a, b) => b.localeCompare(a, undefined, { numeric: true }));
  return [join(home, "bin"), ...newestFirst.map((version) => join(versions, version, "bin"))];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
