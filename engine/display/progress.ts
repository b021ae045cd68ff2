import type { StepEvent, StepKind } from "../update/events.ts";
import { isProviderType, nameOf } from "../urn.ts";
import type { Terminal } from "./terminal.ts";

interface Running {
  event: StepEvent;
  since: number;
}

interface Words {
  doing: string;
  done: string;
  sign: string;
}

const words: Partial<Record<StepKind, Words>> = {
  create: { doing: "creating", done: "created", sign: "+" },
  update: { doing: "updating", done: "updated", sign: "~" },
  "create-replacement": { doing: "creating its replacement", done: "replaced", sign: "±" },
  "delete-replaced": { doing: "deleting the replaced one", done: "deleted the replaced one", sign: "-" },
  delete: { doing: "deleting", done: "deleted", sign: "-" },
  refresh: { doing: "looking", done: "looked at", sign: "·" },
};

/** Shows a run while it goes: a line for each step that is done, and on a terminal one for each that is under way. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #mask: (text: string) => string;
  readonly #running = new Map<string, Running>();
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  /** Steps by kind, of resources that a provider makes. */
  readonly counts: Partial<Record<StepKind, number>> = {};
  /** What a refresh found. */
  readonly found = { same: 0, update: 0, delete: 0 };

  constructor(terminal: Terminal, mask: (text: string) => string) {
    this.#terminal = terminal;
    this.#mask = mask;
    if (terminal.live) this.#timer = setInterval(() => this.#draw(), 200).unref();
  }

  add(event: StepEvent): void {
    if (!event.custom || isProviderType(event.type)) return;
    const key = `${event.step} ${event.urn}`;
    if (event.phase === "begin") this.#running.set(key, { event, since: performance.now() });
    else {
      const began = this.#running.get(key)?.since ?? performance.now();
      this.#running.delete(key);
      this.#tell(event, performance.now() - began);
    }
    this.#draw();
  }

  /** Seconds since the start, as "1.2 s". */
  elapsed(): string {
    return seconds(performance.now() - this.#started);
  }

  /** Ends the live lines. */
  stop(): void {
    clearInterval(this.#timer);
    this.#terminal.redraw([]);
  }

  #tell(event: StepEvent, took: number): void {
    const { paint } = this.#terminal;
    const word = words[event.step];
    if (event.phase === "failed") {
      this.#terminal.print(
        `  ${paint.red("✗")} ${nameAndType(event, this.#terminal)} ${paint.red("failed")}: ${this.#mask(event.error ?? "")}`,
      );
      return;
    }
    this.counts[event.step] = (this.counts[event.step] ?? 0) + 1;
    if (event.step === "refresh") this.#tellFound(event);
    else if (word) this.#tellDone(event, word, took);
  }

  #tellDone(event: StepEvent, word: Words, took: number): void {
    const { paint } = this.#terminal;
    const sign =
      word.sign === "-" ? paint.red(word.sign) : word.sign === "+" ? paint.green(word.sign) : paint.yellow(word.sign);
    this.#terminal.print(
      `  ${sign} ${nameAndType(event, this.#terminal)} ${word.done} ${paint.dim(`(${seconds(took)})`)}`,
    );
  }

  #tellFound(event: StepEvent): void {
    const { paint } = this.#terminal;
    const outcome = event.outcome ?? "same";
    this.found[outcome] += 1;
    if (outcome === "same") return;
    const what = outcome === "delete" ? paint.red("is gone") : paint.yellow("has changed");
    this.#terminal.print(
      `  ${paint.yellow(outcome === "delete" ? "-" : "~")} ${nameAndType(event, this.#terminal)} ${what}`,
    );
  }

  #draw(): void {
    if (!this.#terminal.live) return;
    const { paint, columns } = this.#terminal;
    const lines = [...this.#running.values()].slice(0, 12).map(({ event, since }) => {
      const doing = words[event.step]?.doing ?? event.step;
      const text = `  … ${nameOf(event.urn)} ${doing} ${seconds(performance.now() - since)}`;
      return paint.cyan(text.slice(0, columns - 1));
    });
    this.#terminal.redraw(lines);
  }
}

const nameAndType = (event: StepEvent, { paint }: Terminal) => `${nameOf(event.urn)} ${paint.dim(event.type)}`;

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
