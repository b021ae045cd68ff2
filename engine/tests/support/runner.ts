import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadProject } from "../../project/project.ts";
import { passphraseOf } from "../../state/passphrase.ts";
import { openStore, stateFileOf } from "../../state/store.ts";
import type { StepEvent } from "../../update/events.ts";
import { refresh } from "../../update/refresh.ts";
import { destroy, type RunOptions, type Session, throwFailures, update } from "../../update/run.ts";
import type { Settled } from "../../update/settle.ts";
import { type ProbeCall, recordedFolder } from "./recordings.ts";

/** What one run of the engine led to. */
export interface Outcome {
  exit: number;
  error: unknown;
  calls: ProbeCall[];
  events: StepEvent[];
  settled: Settled[];
  messages: string[];
}

/** A stack of the recorded program, with a state folder and a provider log of its own. */
export class ProbeStack {
  readonly folder = mkdtempSync(join(tmpdir(), "engine-test-"));
  readonly name: string;
  readonly passphrase = passphraseOf("test passphrase", "the test");
  readonly #log = join(this.folder, "calls");
  readonly #world = join(this.folder, "world.json");

  constructor(name: string) {
    this.name = name;
  }

  get stateFile(): string {
    return stateFileOf(this.folder, this.name);
  }

  /** Puts a state there, as a run left it (a recorded one: its UUIDs are placeholders). */
  async leave(
    resources: Record<string, unknown>[],
    pending: { type: string; resource: Record<string, unknown> }[],
  ): Promise<void> {
    const { salt } = await this.passphrase.create();
    const secrets_providers = { type: "passphrase", state: { salt } };
    const deployment = { manifest: {}, secrets_providers, resources, pending_operations: pending, metadata: {} };
    writeFileSync(this.stateFile, JSON.stringify({ version: 3, deployment }));
  }

  setWorld(world: unknown): void {
    writeFileSync(this.#world, JSON.stringify(world));
  }

  up(kase: string, step: number): Promise<Outcome> {
    return this.#run(kase, step, (options) => update(options, false));
  }

  preview(kase: string, step: number): Promise<Outcome> {
    return this.#run(kase, step, (options) => update(options, true));
  }

  refresh(): Promise<Outcome> {
    return this.#run("", 0, refresh);
  }

  destroy(): Promise<Outcome> {
    return this.#run("", 0, destroy);
  }

  /** Plain JSON, as it lies on the disk. */
  storedState(): { resources?: Record<string, unknown>[]; pending_operations?: unknown[] } {
    if (!existsSync(this.stateFile)) return {};
    return (JSON.parse(readFileSync(this.stateFile, "utf8")) as { deployment: object }).deployment;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #run(kase: string, step: number, run: (options: RunOptions) => Promise<Session>): Promise<Outcome> {
    const outcome: Outcome = { exit: 0, error: undefined, calls: [], events: [], settled: [], messages: [] };
    // The probe reads both; the engine's children inherit them.
    process.env.PROBE_LOG = this.#log;
    process.env.PROBE_WORLD = this.#world;
    rmSync(this.#log, { force: true });
    try {
      const session = await run({
        project: loadProject(recordedFolder),
        stack: this.name,
        config: { values: { "probe:case": kase, "probe:step": String(step) }, secretKeys: [] },
        store: openStore(this.folder, this.name, () => this.passphrase),
        listen: (event) => outcome.events.push(event),
        onMessage: (_severity, message) => outcome.messages.push(message),
        onSettled: (settled) => outcome.settled.push(settled),
        interrupted: new AbortController().signal,
      });
      throwFailures(session);
    } catch (error) {
      outcome.error = error;
      outcome.exit = 1;
    }
    if (existsSync(this.#log)) {
      const lines = readFileSync(this.#log, "utf8").trim().split("\n");
      outcome.calls = lines.map((line) => JSON.parse(line) as ProbeCall);
    }
    return outcome;
  }
}
