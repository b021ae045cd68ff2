import { isDeepStrictEqual } from "node:util";
import { LocalError, supervisorEnding } from "./errors.ts";
import { logSize, rotate, tail } from "./logs.ts";
import { ManagedProcess, type Observer } from "./managed.ts";
import { portInUse, portTaken } from "./ports.ts";
import type { ProcessSpec, ProcessStatus } from "./protocol.ts";
import { readRecords, removeRecord, writeRecord } from "./records.ts";

/** All processes of a stack. Calls about one process wait for each other, so that what they leave is what the last one asked for. */
export class Registry {
  readonly #directory: string;
  readonly #processes = new Map<string, ManagedProcess>();
  readonly #queues = new Map<string, Promise<unknown>>();
  /** What to go back to while a put is under way. */
  readonly #undo = new Map<string, { spec: ProcessSpec | null }>();
  readonly #observer: Observer;
  #order = 0;
  #closing = false;
  /** Records are another supervisor's, or are to stay as they are. */
  #recorded = false;

  constructor(directory: string, say: (what: string) => void) {
    this.#directory = directory;
    this.#observer = { say, changed: (process) => this.#recordIfPossible(process) };
  }

  /** Whether there is nothing to supervise, and nothing about to be. */
  get idle() {
    return this.#processes.size === 0 && this.#queues.size === 0;
  }

  /** Takes over what the last supervisor left. A put that was cut off with it is undone, as it would have been. */
  async resume() {
    for (const record of readRecords(this.#directory)) {
      const process = new ManagedProcess(record.spec, record.order, this.#observer);
      this.#order = Math.max(this.#order, record.order);
      this.#processes.set(record.spec.name, process);
      if (record.undo) this.#undo.set(record.spec.name, record.undo);
      process.resume(record);
      if (record.undo) await this.#goBack(process);
    }
  }

  /** Runs the process with this spec and waits until it is ready. When that fails or the signal aborts, everything is as it was before. */
  put(spec: ProcessSpec, signal: AbortSignal): Promise<ProcessStatus> {
    return this.#inTurn(spec.name, async () => {
      const existing = this.#processes.get(spec.name);
      const restart = !existing || !sameLaunch(existing.spec, spec);
      const process = existing ?? new ManagedProcess(spec, ++this.#order, this.#observer);
      this.#undo.set(spec.name, { spec: existing?.spec ?? null });
      this.#processes.set(spec.name, process);
      const logged = logSize(spec.logFile);
      await process.hold();
      try {
        if (restart) await process.stop();
        process.spec = spec;
        this.#record(process);
        if (!process.child) await this.#start(process);
        await process.untilReady(signal);
      } catch (error) {
        throw await this.#failed(process, error as Error, logged);
      }
      this.#undo.delete(spec.name);
      process.keepRunning();
      this.#record(process);
      return process.status();
    });
  }

  remove(name: string): Promise<void> {
    return this.#inTurn(name, async () => {
      const process = this.#processes.get(name);
      if (!process) return;
      await process.stop();
      this.#forget(process);
    });
  }

  /** Waits for what is under way, since that may yet be undone. */
  get(name: string): Promise<{ spec: ProcessSpec; status: ProcessStatus } | null> {
    return this.#inTurn(name, async () => {
      const process = this.#processes.get(name);
      return process ? { spec: process.spec, status: await process.status() } : null;
    });
  }

  list(): Promise<ProcessStatus[]> {
    return Promise.all([...this.#processes.values()].map((process) => process.status()));
  }

  rotateLogs() {
    for (const { spec } of this.#processes.values()) rotate(spec.logFile);
  }

  /** From now on nothing is started or written: another supervisor takes over. What is being started is written before. */
  async close() {
    this.#closing = true;
    await Promise.all([...this.#processes.values()].map((process) => process.close()));
    this.#recorded = true;
  }

  /** Stops everything in the reverse order of its first start. Records stay, so that the next supervisor starts it again. */
  async stopAll() {
    await this.close();
    const latestFirst = [...this.#processes.values()].sort((a, b) => b.order - a.order);
    for (const process of latestFirst) await process.stop();
  }

  async #start(process: ManagedProcess) {
    for (const port of process.spec.ports) {
      if (await portInUse(port)) throw await portTaken(port, process.spec.portSetting);
    }
    await process.start();
  }

  async #failed(process: ManagedProcess, error: Error, logged: number): Promise<Error> {
    const said = tail(process.spec.logFile, { from: logged });
    const former = await this.#goBack(process);
    if (!(error instanceof LocalError)) return error;
    const log = said ? ` The end of its log:\n${said}` : "";
    return LocalError.revive({ code: error.code, message: `${error.message}${former}${log}` });
  }

  /** Undoes a put: back to the former spec, or to no process. Says which. */
  async #goBack(process: ManagedProcess): Promise<string> {
    const { name } = process.spec;
    const former = this.#undo.get(name)?.spec;
    this.#undo.delete(name);
    await process.stop();
    if (!former) {
      this.#forget(process);
      return "";
    }
    process.spec = former;
    await process.start().catch((failure: Error) => this.#observer.say(failure.message));
    process.keepRunning();
    return " It runs again with its former settings.";
  }

  #forget(process: ManagedProcess) {
    this.#processes.delete(process.spec.name);
    if (!this.#recorded) removeRecord(this.#directory, process.spec.name);
  }

  /** A full disk, or a directory that somebody removed, must not end the supervision. */
  #recordIfPossible(process: ManagedProcess) {
    try {
      this.#record(process);
    } catch (error) {
      this.#observer.say(`${process.spec.name}: ${(error as Error).message}`);
    }
  }

  #record(process: ManagedProcess) {
    const { spec, child, since, restarts, order } = process;
    if (this.#recorded || this.#processes.get(spec.name) !== process) return;
    const undo = this.#undo.get(spec.name);
    writeRecord(this.#directory, {
      spec,
      pid: child?.pid ?? null,
      identity: child?.identity ?? null,
      since,
      restarts,
      order,
      undo,
    });
  }

  #inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(supervisorEnding());
    const turn = (this.#queues.get(name) ?? Promise.resolve()).then(work);
    const quiet = turn.catch(() => {});
    this.#queues.set(name, quiet);
    void quiet.then(() => this.#queues.get(name) === quiet && this.#queues.delete(name));
    return turn;
  }
}

/** Whether a process can go on when its spec changes from one to the other: how it is watched and stopped can change under way. */
function sameLaunch(one: ProcessSpec, other: ProcessSpec): boolean {
  const launch = ({ ready, stop, restart, portSetting, ownFolder, pidFile, ...rest }: ProcessSpec) => rest;
  return isDeepStrictEqual(launch(one), launch(other));
}
