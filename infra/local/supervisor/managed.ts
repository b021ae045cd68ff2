import { setTimeout as sleep } from "node:timers/promises";
import { delaySeconds, failuresAfter } from "./backoff.ts";
import { adoptChild, type Child, type Exit, killGroup, startChild, stopChild } from "./child.ts";
import { LocalError, supervisorEnding } from "./errors.ts";
import { isSameProcess } from "./identity.ts";
import { type Asked, fallsSilent } from "./liveness.ts";
import type { ProcessSpec, ProcessState, ProcessStatus } from "./protocol.ts";
import { probe } from "./readiness.ts";
import type { ProcessRecord } from "./records.ts";
import { killStrays, removeStalePidFile } from "./strays.ts";

/** Somebody to tell about what happens to a process: the log, and the record on disk. */
export interface Observer {
  say(what: string): void;
  changed(process: ManagedProcess): void;
}

/** A program without a readiness check that does not like its arguments ends within this time. */
const NO_CHECK_MS = 300;

/** One process and what keeps it running. Not safe for two starts or stops at once: the registry lets them wait for each other. */
export class ManagedProcess implements Asked {
  spec: ProcessSpec;
  readonly order: number;
  restarts = 0;
  since: string | null = null;
  state: ProcessState = "stopped";
  child: Child | null = null;
  /** Whether this run of it has answered its liveness check. */
  answered = false;
  readonly #observer: Observer;
  #failures = 0;
  #restart: NodeJS.Timeout | undefined;
  /** The last restart of its own accord, with what is done before; settled unless it is under way. */
  #restarting: Promise<void> = Promise.resolve();
  /** The last start, whoever asked for it; settled unless it is under way. */
  #starting: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;
  #closed = false;
  /** False until it was ready once: before that a death is the caller's business, not a reason to restart. */
  #keep = false;
  /** Ends the looking for signs of life, which only goes on while it is kept running. */
  #watch = new AbortController();

  constructor(spec: ProcessSpec, order: number, observer: Observer) {
    this.spec = spec;
    this.order = order;
    this.#observer = observer;
  }

  /** Lets no restart begin until `keepRunning`, and waits for one that has: a second start beside it would be one too many. */
  async hold() {
    clearTimeout(this.#restart);
    this.#watch.abort();
    this.#keep = false;
    await this.#restarting;
    // The end of one that was taken over is only seen at the next look.
    if (this.child && !isSameProcess(this.child.pid, this.child.identity)) await this.child.exited;
  }

  /** Lets no start begin any more, and waits for one that has, so that it is written down. */
  async close() {
    this.#closed = true;
    await this.hold();
    await this.#starting;
  }

  /** Starts it, without restarts until `keepRunning`. */
  async start() {
    await this.hold();
    this.#refuseWhenClosed();
    await this.#clear();
    await this.#run();
  }

  /** Takes over what a former supervisor ran, or starts it again when that has ended. */
  resume({ pid, identity, since, restarts, answered }: ProcessRecord) {
    this.#keep = true;
    this.restarts = restarts;
    const child = pid && identity ? adoptChild(pid, identity) : undefined;
    if (child) {
      this.since = since;
      this.answered = answered ?? false;
      this.#attend(child);
      this.#observer.say(`${this.spec.name}: adopted pid ${pid}`);
    } else {
      this.#observer.say(`${this.spec.name}: ended while no supervisor ran`);
      this.#restarting = this.#again(pid && identity ? { pid, identity } : undefined);
    }
  }

  /** Waits for the readiness check; fails when the process ends first, when it takes too long, or when the signal aborts. */
  async untilReady(signal: AbortSignal) {
    const timeoutSeconds = this.spec.ready?.timeoutSeconds ?? 0;
    const deadline = Date.now() + timeoutSeconds * 1000;
    if (!this.spec.ready) await this.#pause(NO_CHECK_MS, signal);
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 1.5, 500)) {
      const child = this.child;
      if (!child)
        throw new LocalError(
          "LOCAL_PROCESS_DIED",
          `Process ${this.spec.name} ended before it was ready.`,
          this.#seeLog(),
        );
      const ready = await probe(this.spec);
      signal.throwIfAborted();
      if (ready !== false && this.child === child) break;
      if (Date.now() > deadline) {
        const what = `Process ${this.spec.name} was not ready after ${timeoutSeconds} s.`;
        throw new LocalError("LOCAL_PROCESS_NOT_READY", what, this.#seeLog());
      }
      await this.#pause(pauseMs, signal);
    }
    this.#become("running");
  }

  /** Waits, but not longer than the process runs. */
  async #pause(ms: number, signal: AbortSignal) {
    const over = new AbortController();
    const pause = sleep(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) });
    await Promise.race([pause, this.child?.exited]).finally(() => over.abort());
    await pause.catch(() => signal.throwIfAborted());
  }

  #seeLog = () => `See what it said in ${this.spec.logFile}.`;

  /** From now on it is started again whenever it ends. */
  keepRunning() {
    this.#keep = true;
    this.#failures = 0;
    if (this.child) this.#lookAfter(this.child);
    else if (this.state !== "backing-off") void this.#again();
  }

  /** Stops it gracefully, and for good. Who asks while it is being stopped waits along: a second signal would cut it short. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop().finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  async #stop() {
    await this.hold();
    const child = this.child;
    if (child) {
      const { killed } = await stopChild(child, this.spec.stop);
      this.#observer.say(
        `${this.spec.name}: stopped${killed ? ` by force after ${this.spec.stop.timeoutSeconds} s` : ""}`,
      );
    }
    this.child = null;
    await this.#clear();
    this.#become("stopped");
  }

  async status(): Promise<ProcessStatus> {
    const { name, logFile, ports } = this.spec;
    const { child } = this;
    const ready = child ? await probe(this.spec) : this.spec.ready ? false : null;
    // What is ready isn't "starting" any more, although whoever waits for that may be told a moment later.
    if (ready && this.child === child && this.state === "starting") this.#become("running");
    const { state, restarts, since } = this;
    return { name, state, pid: this.child?.pid ?? null, restarts, since, ready, logFile, ports };
  }

  /** Ends what is left of a former run. */
  async #clear() {
    const strays = await killStrays(this.spec);
    if (strays > 0) this.#observer.say(`${this.spec.name}: ended ${strays} processes that a former run had left`);
    if (removeStalePidFile(this.spec)) this.#observer.say(`${this.spec.name}: removed ${this.spec.pidFile}`);
  }

  #refuseWhenClosed() {
    if (this.#closed) throw supervisorEnding();
  }

  async #run() {
    this.#refuseWhenClosed();
    const run = this.#runNow();
    this.#starting = run.catch(() => {});
    await run;
  }

  async #runNow() {
    const child = await startChild(this.spec);
    this.answered = false;
    this.since = new Date().toISOString();
    this.#observer.say(`${this.spec.name}: started as pid ${child.pid}`);
    this.#attend(child);
  }

  #attend(child: Child) {
    this.child = child;
    this.#become("starting");
    void child.exited.then((exit) => this.#ended(child, exit));
    if (this.#keep) this.#lookAfter(child);
  }

  #lookAfter(child: Child) {
    this.#watch = new AbortController();
    void this.#noticeReady(child);
    void this.#endHanging(child, this.#watch.signal);
  }

  async #noticeReady(child: Child) {
    while (this.child === child && (await probe(this.spec)) === false) await sleep(500);
    if (this.child === child && this.state === "starting") this.#become("running");
  }

  /** Kills it once it is silent for good: its end has it started again, as any other. */
  async #endHanging(child: Child, signal: AbortSignal) {
    const { name, live } = this.spec;
    if (!live) return;
    while (await fallsSilent(live, this, signal)) {
      const what = `pid ${child.pid} hangs: ${live.silences} times in a row it did not answer ${live.http}`;
      this.#observer.say(`${name}: ${what}`);
      await killGroup(child);
    }
  }

  noteAnswer() {
    this.answered = true;
    this.#observer.changed(this);
  }

  #ended(child: Child, exit: Exit) {
    if (this.child !== child) return;
    this.child = null;
    this.#watch.abort();
    this.#observer.say(`${this.spec.name}: pid ${child.pid} ended ${describe(exit)}`);
    if (this.#keep) this.#restarting = this.#again(child);
    else this.#become("stopped");
  }

  /** Starts it anew after the back-off; what is left of the former process group goes first, since it may hold the ports. */
  async #again(former?: Pick<Child, "pid" | "identity">) {
    const ranSeconds = this.since ? (Date.now() - Date.parse(this.since)) / 1000 : 0;
    this.#failures = failuresAfter(this.spec.restart, this.#failures, ranSeconds);
    this.#become("backing-off");
    if (former) await killGroup(former);
    const delay = delaySeconds(this.spec.restart, this.#failures);
    if (!this.#keep || this.child || this.#closed) return;
    this.#restart = setTimeout(() => {
      this.#restarting = this.#retry();
    }, delay * 1000);
  }

  async #retry() {
    await this.#clear();
    if (!this.#keep) return;
    this.restarts++;
    await this.#run().catch((error: Error) => {
      this.#observer.say(error.message);
      return this.#again();
    });
  }

  #become(state: ProcessState) {
    this.state = state;
    this.#observer.changed(this);
  }
}

function describe({ code, signal }: Exit): string {
  if (signal) return `by ${signal}`;
  return code === null ? "(how is not known, since a former supervisor started it)" : `with exit code ${code}`;
}
