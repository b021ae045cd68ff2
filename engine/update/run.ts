import { EngineError } from "../errors.ts";
import { programFailed } from "../plan/run.ts";
import type { StackConfig } from "../project/config.ts";
import type { Project } from "../project/project.ts";
import { ProgramLog } from "../rpc/log.ts";
import { runProgram } from "../rpc/program.ts";
import { type ProgramHost, serveEngine } from "../rpc/server.ts";
import { silentHost } from "../rpc/silent-host.ts";
import { Snapshot } from "../state/snapshot.ts";
import type { StateStore } from "../state/store.ts";
import { nameOf, typeOf } from "../urn.ts";
import { deleteRemaining } from "./deletes.ts";
import { Deployment } from "./deployment.ts";
import type { Failure, Listener } from "./events.ts";
import { Journal } from "./journal.ts";
import { ProviderResources } from "./provider-resources.ts";
import { Providers } from "./providers.ts";
import { type Settled, settlePending } from "./settle.ts";

export interface RunOptions {
  project: Project;
  stack: string;
  config: StackConfig;
  /** Opened already, while the processes start. */
  store: Promise<StateStore>;
  listen: Listener;
  onMessage: (severity: "info" | "warning", message: string) => void;
  onSettled: (settled: Settled) => void;
  interrupted: AbortSignal;
}

/** What all kinds of runs work with. */
export interface Session {
  options: RunOptions;
  providers: Providers;
  resources: ProviderResources;
  journal: Journal;
  snapshot: Snapshot;
}

/** Makes what the program asks for, and removes what it no longer asks for; in a preview, only finds out what that would be. */
export async function update(options: RunOptions, preview: boolean): Promise<Session> {
  const log = new ProgramLog(options.onMessage);
  // The program is started before the state is read, and its first call waits until there is something to answer with.
  let answer: (host: ProgramHost) => void = () => {};
  const host = new Promise<ProgramHost>((resolve) => {
    answer = resolve;
  });
  const server = await serveEngine(waiting(host, (entry) => log.add(entry)));
  const providers = new Providers(options.project, server.address);
  const program = runProgram({
    ...options,
    address: server.address,
    preview,
    parallel: 16,
    onLine: (stream, line) => log.addLine(stream, line),
  });
  providers.startAll();
  try {
    const session = await openSession(options, providers, preview);
    const { journal, resources } = session;
    const { stack, project } = options;
    const deployment = new Deployment({
      stack,
      project: project.name,
      journal,
      providers: resources,
      onLog: (e) => log.add(e),
    });
    options.interrupted.addEventListener("abort", () => void providers.cancel());
    answer(deployment);
    const status = await program.exited;
    await deployment.settled();
    deployment.close();
    await journal.save();
    if (status !== 0 || log.errors.length > 0) {
      if (journal.failures.length === 0 && !journal.interrupted) throw programFailed(log, status);
    } else if (!journal.stopping) {
      await deleteRemaining(journal, resources);
      await journal.save();
    }
    return session;
  } finally {
    await Promise.all([program.end(), providers.close()]);
    server.close();
  }
}

/** Deletes all that the state holds. */
export async function destroy(options: RunOptions): Promise<Session> {
  return withoutProgram(options, async ({ journal, resources }) => {
    await deleteRemaining(journal, resources);
    await journal.save();
  });
}

/** Runs what needs the providers, but not the program. */
export async function withoutProgram(options: RunOptions, work: (session: Session) => Promise<void>): Promise<Session> {
  const server = await serveEngine(silentHost);
  const providers = new Providers(options.project, server.address);
  try {
    const store = await options.store;
    if (store.initial.resources.some((resource) => resource.provider) || store.initial.pending.length > 0)
      providers.startAll();
    const session = await openSession(options, providers, false);
    options.interrupted.addEventListener("abort", () => void providers.cancel());
    await work(session);
    return session;
  } finally {
    await providers.close();
    server.close();
  }
}

async function openSession(options: RunOptions, providers: Providers, preview: boolean): Promise<Session> {
  const { listen, interrupted, config, stack, project } = options;
  const store = await options.store;
  const snapshot = new Snapshot(store.initial.resources, store.initial.pending);
  const journal = new Journal({ snapshot, store, preview, listen, interrupted });
  const resources = new ProviderResources({ stack, project: project.name }, config, providers, journal);
  if (!preview && snapshot.pending().length > 0) {
    for (const settled of await settlePending(snapshot, resources)) options.onSettled(settled);
    await journal.save();
  }
  return { options, providers, resources, journal, snapshot };
}

/** The failures of a run as one error; nothing when there were none. */
export function throwFailures({ journal }: Session): void {
  const [first] = journal.failures;
  if (first === undefined) {
    if (!journal.interrupted) return;
    throw new EngineError({
      code: "interrupted",
      message: "The run was interrupted; what was under way has been finished and is in the state",
      remedy: "Run the command again: it goes on from there.",
    });
  }
  const coded = journal.failures.map(({ error }) => error).find((error) => error instanceof EngineError);
  if (coded) throw coded;
  throw new EngineError({
    code: "resource-failed",
    message: journal.failures.map(sentence).join("\n"),
    remedy: "What was made so far is in the state: mend the cause and run the command again, it goes on from there.",
  });
}

const sentence = ({ urn, message }: Failure): string =>
  urn === "" ? message : `${typeOf(urn)} "${nameOf(urn)}": ${message}`;

/** Answers with a host that is still to come. */
function waiting(host: Promise<ProgramHost>, log: ProgramHost["log"]): ProgramHost {
  return {
    registerResource: async (goal) => (await host).registerResource(goal),
    registerOutputs: async (urn, outputs) => (await host).registerOutputs(urn, outputs),
    readResource: async (goal) => (await host).readResource(goal),
    invoke: async (call) => (await host).invoke(call),
    registerStackTransform: async (callback) => (await host).registerStackTransform(callback),
    log,
    refuse: silentHost.refuse,
    failed: (error) => void host.then((ready) => ready.failed(error)),
  };
}
