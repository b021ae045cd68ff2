import { EngineError } from "../errors.ts";
import { secretMask, secretTexts } from "../values/mask.ts";
import type { Properties } from "../values/wire.ts";

/** Takes every secret that a run has seen out of what it prints: error messages and log lines may quote one. */
export class Masker {
  readonly #texts = new Set<string>();

  add(properties: Properties | undefined): void {
    for (const value of Object.values(properties ?? {})) for (const text of secretTexts(value)) this.#texts.add(text);
  }

  addText(text: string): void {
    if (text !== "") this.#texts.add(text);
  }

  mask(text: string): string {
    // The longest first: one that is part of another would leave the other's rest.
    const secrets = [...this.#texts].sort((a, b) => b.length - a.length);
    return secrets.reduce((masked, secret) => masked.replaceAll(secret, secretMask), text);
  }

  /** An error that says the same without the secrets. */
  maskError(error: unknown): unknown {
    if (!(error instanceof EngineError)) return error;
    const { problem } = error;
    return new EngineError({
      ...problem,
      message: this.mask(problem.message),
      remedy: problem.remedy && this.mask(problem.remedy),
    });
  }
}
