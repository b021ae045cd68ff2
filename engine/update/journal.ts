import { messageOf } from "../errors.ts";
import { InitFailed, ProviderLost } from "../rpc/calls.ts";
import type { Operation, OperationType, ResourceState } from "../state/resource.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { StateStore } from "../state/store.ts";
import type { Failure, Listener, StepEvent, StepKind } from "./events.ts";

/** Work that was not begun since the run is ending: the reason has been told already. */
export class Stopped extends Error {
  constructor() {
    super("the run is ending");
  }
}

/**
 * Carries out steps so that the state always tells the truth: what is about to be done is on the disk before it is done, and what came of it
 * before anyone hears of it. In a preview nothing is done or written, and the snapshot shows what would be.
 */
export class Journal {
  readonly snapshot: Snapshot;
  readonly failures: Failure[] = [];
  readonly preview: boolean;
  readonly #store: StateStore;
  readonly #listen: Listener;
  readonly #interrupted: AbortSignal;

  constructor(options: {
    snapshot: Snapshot;
    store: StateStore;
    preview: boolean;
    listen: Listener;
    interrupted: AbortSignal;
  }) {
    this.snapshot = options.snapshot;
    this.preview = options.preview;
    this.#store = options.store;
    this.#listen = options.listen;
    this.#interrupted = options.interrupted;
  }

  /** No new step may begin: one failed, or the user asked to stop. */
  get stopping(): boolean {
    return this.failures.length > 0 || this.#interrupted.aborted;
  }

  get interrupted(): boolean {
    return this.#interrupted.aborted;
  }

  tell(event: StepEvent): void {
    this.#listen(event);
  }

  /** Records a failure once. */
  fail(failure: Failure): void {
    if (!this.failures.some(({ urn, message }) => urn === failure.urn && message === failure.message))
      this.failures.push(failure);
  }

  /** Writes the state as it is now. */
  async save(): Promise<void> {
    if (this.preview) return;
    await this.#store.save(() => ({ resources: this.snapshot.resources(), pending: this.snapshot.pending() }));
  }

  /**
   * One step of a provider. `carryOut` does it (not in a preview) and returns what it led to; `apply` puts that into the snapshot,
   * also when the resource was made but did not come up. Throws `Stopped` when it failed, after the failure was recorded.
   */
  async step<Result>(
    event: Omit<StepEvent, "phase">,
    operation: OperationType,
    subject: ResourceState,
    carryOut: () => Promise<Result>,
    apply: (result: Result | InitFailed) => void,
  ): Promise<void> {
    if (this.stopping) throw new Stopped();
    this.tell({ ...event, phase: "begin" });
    const pending: Operation = { type: operation, resource: subject };
    if (!this.preview) {
      this.snapshot.begin(pending);
      await this.save();
    }
    try {
      const result = await carryOut();
      this.snapshot.end(pending);
      apply(result);
      await this.save();
      this.tell({ ...event, phase: "end" });
    } catch (error) {
      // When the provider is gone nobody knows what it did: the operation stays pending, and the next run looks.
      if (!(error instanceof ProviderLost)) this.snapshot.end(pending);
      if (error instanceof InitFailed) apply(error);
      await this.save();
      const message = error instanceof InitFailed ? error.reasons.join("; ") : messageOf(error);
      this.fail({ urn: event.urn, message, error });
      this.tell({ ...event, phase: "failed", error: message });
      throw new Stopped();
    }
  }

  /** A step in which nothing outside happens: only the state changes. It is written with the next one. */
  note(event: Omit<StepEvent, "phase">, apply: () => void): void {
    this.tell({ ...event, phase: "begin" });
    apply();
    this.tell({ ...event, phase: "end" });
  }
}

export const eventOf = (step: StepKind, resource: ResourceState): Omit<StepEvent, "phase"> => ({
  step,
  urn: resource.urn,
  type: resource.type,
  custom: resource.custom,
});
