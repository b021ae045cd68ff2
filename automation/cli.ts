import { parseArgs } from "node:util";
import { describe, EngineError, messageOf } from "../engine/errors.ts";
import { comment } from "./commands/comment.ts";
import { drift } from "./commands/drift.ts";
import { forkComment } from "./commands/fork-comment.ts";
import { inventories } from "./commands/inventories.ts";
import { expired, reap } from "./commands/reap.ts";
import { render } from "./commands/render.ts";

type Env = NodeJS.ProcessEnv;
// biome-ignore lint/suspicious/noExplicitAny: each command names the options that it takes.
type Command = { takes: readonly string[]; about: string; run: (options: any, env: Env) => unknown };

const ran = ["stack", "stdout", "stderr", "status"] as const;

/** What the workflows call. Each takes exactly its options, all of them. */
export const commands: Record<string, Command> = {
  render: { takes: ran, about: "print a preview as Markdown", run: render },
  comment: { takes: ran, about: "put a preview on the pull request", run: comment },
  drift: { takes: ran, about: "open, update or close the issue of a stack that drifted", run: drift },
  inventories: { takes: ["base", "head", "out"], about: "compare the plans of two checkouts", run: inventories },
  "fork-comment": { takes: ["reports"], about: "put such comparisons on a fork's pull request", run: forkComment },
  expired: { takes: [], about: "list the stacks whose last day is over", run: expired },
  reap: { takes: ["stack"], about: "remove one of them", run: reap },
};

const usage = () =>
  Object.entries(commands)
    .map(([name, { takes, about }]) => `  ${[name, ...takes.map((option) => `--${option} …`)].join(" ")}\n    ${about}`)
    .join("\n");

/** The exit status. Failures go to standard error, one paragraph each. */
export async function main([name = "", ...args]: string[], env: Env): Promise<number> {
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw misused(`There is no command "${name}"`);
    await command.run(optionsOf(name, command, args), env);
    return 0;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.error(`error ${describe(error.problem)}`);
    return 1;
  }
}

function optionsOf(name: string, { takes }: Command, args: string[]): Record<string, string> {
  const options = Object.fromEntries(takes.map((option) => [option, { type: "string" as const }]));
  try {
    const { values } = parseArgs({ args, options, strict: true });
    const missing = takes.find((option) => values[option] === undefined);
    if (missing) throw new Error(`--${missing} is missing`);
    return values as Record<string, string>;
  } catch (error) {
    throw misused(`\`${name}\`: ${messageOf(error)}`);
  }
}

const misused = (message: string) =>
  new EngineError({ code: "automation-usage", message, remedy: `There are:\n${usage()}\n` });

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), process.env);
