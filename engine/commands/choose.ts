import { EngineError } from "../errors.ts";
import { hasOfficialState, officialStateOf } from "../official/backend.ts";
import { findCli } from "../official/find.ts";
import { hasState, stateFileOf } from "../state/store.ts";
import { type Context, stateFolder } from "./context.ts";

/** Which engine runs a command, and why. */
export type Choice = { engine: "cli"; path: string; why: string } | { engine: "built-in"; why: string };

/**
 * The official CLI where it is found, else the built-in engine; but a stack stays with the engine that has its state.
 * `--engine` overrides that, except where it would make a second stack of the same name.
 */
export function chooseEngine({ args, project }: Context): Choice {
  const cli = findCli();
  const ownState = hasState(stateFolder(project), args.stack);
  const officialState = hasOfficialState(project, args.stack);
  if (args.engine === "cli") {
    if (!cli) throw noCli();
    if (ownState && !officialState) throw other("cli", stateFileOf(stateFolder(project), args.stack));
    return { engine: "cli", path: cli, why: "as --engine asks" };
  }
  if (args.engine === "built-in") {
    if (officialState && !ownState) throw other("built-in", officialStateOf(project, args.stack));
    return { engine: "built-in", why: "as --engine asks" };
  }
  if (ownState) return { engine: "built-in", why: "which has this stack's state" };
  if (cli) return { engine: "cli", path: cli, why: "found on this machine" };
  if (officialState) throw other("built-in", officialStateOf(project, args.stack));
  return { engine: "built-in", why: "no Pulumi CLI was found" };
}

/** One line that says which engine works; never in JSON output. */
export function announce({ args, terminal }: Context, choice: Choice): void {
  if (args.json) return;
  const name = choice.engine === "cli" ? `the official Pulumi CLI, ${choice.path}` : "the built-in engine";
  terminal.print(terminal.paint.dim(`Stack ${args.stack}, with ${name} (${choice.why})`));
}

const noCli = () =>
  new EngineError({
    code: "no-cli",
    message: "The official Pulumi CLI is neither on PATH nor in ~/.pulumi",
    setting: "--engine cli",
    remedy: "Install it (https://www.pulumi.com/docs/install/), or leave --engine away to use the built-in engine.",
  });

const other = (engine: string, file: string) =>
  new EngineError({
    code: "other-engine",
    message: `This stack's state (${file}) is with the other engine; running it with ${engine} would make everything twice`,
    setting: "--engine",
    remedy:
      engine === "cli"
        ? "Leave --engine away, or run `npm run down` first. `pulumi stack import` takes the state file, to move a stack for good."
        : "Make the official CLI available again, or run `down` with it first.",
  });
