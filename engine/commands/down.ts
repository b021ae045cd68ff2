import { existsSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { EngineError } from "../errors.ts";
import { officialFolder } from "../official/backend.ts";
import { removeOfficial } from "../official/run.ts";
import { requireStackFile, stackFileOf } from "../project/config.ts";
import { type Project, stackNames } from "../project/project.ts";
import { forgetPassphrase } from "../state/passphrase.ts";
import { hasState } from "../state/store.ts";
import { destroy, throwFailures } from "../update/run.ts";
import { isProviderType, nameOf } from "../urn.ts";
import { announce, chooseEngine } from "./choose.ts";
import { type Context, passphraseFile, stateFolder, workFolder } from "./context.ts";
import { type Workspace, withWorkspace } from "./session.ts";
import { changeLine } from "./up.ts";

/** Removes all that `up` made, and forgets the stack. */
export async function run(context: Context): Promise<number> {
  const { args, project, terminal } = context;
  requireStackFile(project, args.stack);
  const choice = chooseEngine(context);
  announce(context, choice);
  if (choice.engine === "built-in" && !hasState(stateFolder(project), args.stack)) {
    terminal.print(`The stack "${args.stack}" has not been made on this machine: nothing to remove.`);
    return 0;
  }
  if (!(await isConfirmed(context))) return 1;
  let status = 0;
  if (choice.engine === "cli") status = await removeOfficial(context, choice.path);
  else await withWorkspace(context, "change", (workspace) => removeAll(context, workspace));
  if (status === 0) tidy(project);
  return status;
}

/** Leaves nothing in the project's folder that no stack needs any more. */
function tidy(project: Project): void {
  forgetPassphrase(passphraseFile(project), () => needsPassphrase(project));
  for (const folder of [stateFolder(project), workFolder(project)]) removeIfEmpty(folder);
}

async function removeAll({ args, terminal }: Context, { options, progress }: Workspace): Promise<void> {
  const store = await options.store;
  const resources = store.initial.resources;
  const guarded = resources.filter((resource) => resource.protect);
  if (guarded.length > 0) throw isProtected(guarded.map((resource) => nameOf(resource.urn)));
  const session = await destroy(options);
  progress.stop();
  throwFailures(session);
  store.forget();
  const things = resources.filter((resource) => resource.custom && !isProviderType(resource.type)).length;
  terminal.print(changeLine(progress));
  terminal.print(
    `${terminal.paint.green("✓")} The stack "${args.stack}" is removed: ${things} resources, and its state.`,
  );
}

async function isConfirmed({ args, terminal }: Context): Promise<boolean> {
  if (args.yes || !terminal.live || !process.stdin.isTTY) return true;
  const asked = createInterface({ input: process.stdin, output: process.stdout });
  // The terminal gives Ctrl-C to whoever reads from it.
  asked.on("SIGINT", () => process.exit(130));
  const answer = await asked.question(`Remove the stack "${args.stack}" and all its data? [y/N] `);
  asked.close();
  if (/^y(es)?$/i.test(answer.trim())) return true;
  terminal.note("Nothing was removed.");
  return false;
}

/** It stays as long as anything on this machine is encrypted with it, or about to be: a stack that is being made has a lock and no state yet. */
function needsPassphrase(project: Project): boolean {
  const folder = stateFolder(project);
  const states = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(json|lock)$/.test(name)) : [];
  const encrypted = stackNames(project).some((stack) =>
    /^encryptionsalt:/m.test(readFileSync(stackFileOf(project, stack), "utf8")),
  );
  return states.length > 0 || encrypted || existsSync(officialFolder(project));
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "ENOENT" && code !== "EEXIST") throw error;
  }
}

const isProtected = (names: string[]) =>
  new EngineError({
    code: "protected",
    message: `The stack holds resources that are protected: ${names.join(", ")}; nothing was removed`,
    setting: "lifecycle",
    remedy:
      "To remove them on purpose, set `lifecycle` to ephemeral in the stack's file, run `npm run up` once, then `npm run down` again.",
  });
