import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { EngineError, messageOf } from "../errors.ts";

/** A provider that the repository brings along (`plugins.providers` with a path). */
export interface LocalProvider {
  name: string;
  /** Absolute. */
  path: string;
}

/** One entry of `config:` in Pulumi.yaml. */
export interface ConfigDeclaration {
  type?: string;
  default?: unknown;
  value?: unknown;
  secret?: boolean;
}

/** What Pulumi.yaml says. */
export interface Project {
  name: string;
  /** Where Pulumi.yaml lies; absolute. */
  root: string;
  /** The program's working directory: its entry's folder. */
  directory: string;
  /** Relative to `directory`. */
  entry: string;
  typescript: boolean;
  providers: LocalProvider[];
  config: Record<string, ConfigDeclaration>;
}

/** Reads the project of `start` or the nearest folder above it. */
export function loadProject(start: string): Project {
  const root = findRoot(resolve(start));
  const file = join(root, "Pulumi.yaml");
  const yaml = readYaml(file);
  const name = yaml.name;
  if (typeof name !== "string" || name === "") throw invalid(file, "it has no `name`");
  const runtime = typeof yaml.runtime === "string" ? { name: yaml.runtime } : record(yaml.runtime);
  if (runtime.name !== "nodejs") throw invalid(file, "`runtime` is not nodejs, the only one the built-in engine runs");
  return {
    name,
    root,
    ...entryOf(root, yaml.main, file),
    typescript: record(runtime.options).typescript !== false,
    providers: providersOf(root, record(yaml.plugins).providers),
    config: record(yaml.config) as Record<string, ConfigDeclaration>,
  };
}

/** The names of the stacks that have a file, sorted. */
export function stackNames(project: Project): string[] {
  return readdirSync(project.root)
    .map((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/** Parses a YAML file that must hold a mapping; an empty one is an empty mapping. */
export function readYaml(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw invalid(file, messageOf(error).split("\n")[0]!);
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== "object" || Array.isArray(content)) throw invalid(file, "it is not a mapping");
  return content as Record<string, unknown>;
}

export const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const invalid = (file: string, why: string): EngineError =>
  new EngineError({
    code: "project-file",
    message: `${file} can't be used: ${why}`,
    remedy: "Mend the file and run the command again.",
  });

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (dirname(folder) === folder) {
      throw new EngineError({
        code: "no-project",
        message: `There is no Pulumi.yaml in ${start} or above it`,
        remedy: "Run the command in the project's folder.",
      });
    }
  }
}

/** As the official engine: the program runs in its entry's folder. */
function entryOf(root: string, main: unknown, file: string): { directory: string; entry: string } {
  if (main === undefined) return { directory: root, entry: "." };
  const path = resolve(root, String(main));
  if (!existsSync(path)) throw invalid(file, `\`main\` names ${path}, which does not exist`);
  if (statSync(path).isDirectory()) return { directory: path, entry: "." };
  return { directory: dirname(path), entry: path.slice(dirname(path).length + 1) };
}

function providersOf(root: string, list: unknown): LocalProvider[] {
  if (!Array.isArray(list)) return [];
  return list
    .map(record)
    .filter((item) => typeof item.name === "string" && typeof item.path === "string")
    .map((item) => ({ name: String(item.name), path: resolve(root, String(item.path)) }));
}
