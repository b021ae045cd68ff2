import { Masker } from "../display/masker.ts";
import { Progress } from "../display/progress.ts";
import { loadConfig } from "../project/config.ts";
import { type Lock, takeLock } from "../state/lock.ts";
import { openStore, readOnlyStore, type StateStore } from "../state/store.ts";
import type { StepEvent } from "../update/events.ts";
import type { RunOptions } from "../update/run.ts";
import type { Settled } from "../update/settle.ts";
import { nameOf } from "../urn.ts";
import { type Context, stateFolder } from "./context.ts";

/** What the commands of the built-in engine share. */
export interface Workspace {
  options: RunOptions;
  progress: Progress;
  masker: Masker;
  /** Every event so far. */
  events: StepEvent[];
}

/**
 * Takes the stack's lock (but for a preview), opens its state, and runs `work`. Whatever is printed meanwhile has its secrets masked,
 * the message of a failure too.
 */
export async function withWorkspace<Result>(
  context: Context,
  kind: "change" | "preview",
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const { project, args, passphrase } = context;
  const config = await loadConfig(project, args.stack, passphrase);
  const lock = kind === "change" ? await takeLock(stateFolder(project), args.stack, args.command) : undefined;
  if (lock) process.once("exit", lock.release);
  const masker = new Masker();
  for (const key of config.secretKeys) masker.addText(config.values[key] ?? "");
  const mask = (text: string) => masker.mask(text);
  const progress = new Progress(context.terminal, mask);
  const events: StepEvent[] = [];
  const opened =
    kind === "change"
      ? openStore(stateFolder(project), args.stack, passphrase)
      : readOnlyStore(stateFolder(project), args.stack, passphrase);
  const store = opened.then((state) => remembered(state, masker));
  // Whoever awaits it gets the error; until then it is nobody's.
  store.catch(() => {});
  const options: RunOptions = {
    project,
    stack: args.stack,
    config,
    store,
    interrupted: context.interrupted,
    listen(event) {
      for (const state of [event.old, event.new]) for (const each of [state?.inputs, state?.outputs]) masker.add(each);
      events.push(event);
      if (kind === "change") progress.add(event);
    },
    onMessage: (severity, message) => {
      if (!args.json) context.terminal.print(mask(severity === "warning" ? `warning: ${message}` : message));
    },
    onSettled: (settled) => context.terminal.print(settledLine(settled)),
  };
  try {
    return await work({ options, progress, masker, events });
  } catch (error) {
    throw masker.maskError(error);
  } finally {
    progress.stop();
    release(lock);
  }
}

function release(lock: Lock | undefined): void {
  if (!lock) return;
  process.off("exit", lock.release);
  lock.release();
}

/** What the state holds in secret must not be printed either. */
function remembered(store: StateStore, masker: Masker): StateStore {
  for (const { inputs, outputs } of [
    ...store.initial.resources,
    ...store.initial.pending.map(({ resource }) => resource),
  ]) {
    masker.add(inputs);
    masker.add(outputs);
  }
  return store;
}

const verbs: Partial<Record<Settled["operation"], string>> = {
  creating: "creation",
  updating: "update",
  deleting: "deletion",
};

const settledLine = ({ urn, operation, outcome }: Settled): string =>
  `The last run was interrupted at the ${verbs[operation] ?? operation} of ${nameOf(urn)}: looked, it ${outcome}.`;
