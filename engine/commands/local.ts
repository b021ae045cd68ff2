import { stackDirectory } from "../../infra/local/paths.ts";
import { type Inspection, inspect } from "../../infra/local/supervisor/inspect.ts";
import type { StackConfig } from "../project/config.ts";
import type { Project } from "../project/project.ts";

/** Where a stack runs, as its file says. */
export const platformOf = (project: Project, config: StackConfig): string =>
  config.values[`${project.name}:platform`] ?? "local";

/** The processes of a local stack, as its supervisor knows them. */
export const localProcesses = (project: Project, stack: string): Promise<Inspection> =>
  inspect(stackDirectory(project.root, stack));
