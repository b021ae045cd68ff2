import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Project } from "../project/project.ts";

/** Whether the user has chosen where the official CLI keeps states: logged in, or named a backend. */
export function usesOwnBackend(env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.PULUMI_BACKEND_URL || env.PULUMI_ACCESS_TOKEN) return true;
  return existsSync(join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "credentials.json"));
}

/** Where the official CLI keeps its states when the user has not chosen: inside the project. */
export const officialFolder = (project: Project): string => join(project.root, ".campfire", "pulumi");

/** The file in which that backend keeps a stack. */
export const officialStateOf = (project: Project, stack: string): string =>
  join(officialFolder(project), ".pulumi", "stacks", project.name, `${stack}.json`);

/** Whether that backend has made anything of a stack. */
export function hasOfficialState(project: Project, stack: string): boolean {
  const file = officialStateOf(project, stack);
  if (usesOwnBackend() || !existsSync(file)) return false;
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint?: { latest?: { resources?: unknown[] } };
  };
  return (checkpoint?.latest?.resources ?? []).length > 0;
}
