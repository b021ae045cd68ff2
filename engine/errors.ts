/** Every failure a person can meet, as data: the code is stable, so that scripts and documentation can refer to it. */
export interface Problem {
  /** Stable, e.g. `lock-held`; absent when the message is someone else's and has its own. */
  code?: string;
  /** What happened, one sentence with the names that matter. */
  message: string;
  /** The setting, file or flag that it is about, where there is one. */
  setting?: string;
  /** What the reader can do. */
  remedy?: string;
}

/** An expected failure: printed as one paragraph, without a stack. */
export class EngineError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = "EngineError";
    this.problem = problem;
  }
}

/** One paragraph: `code: what happened (setting). What to do.` */
export function describe(problem: Problem): string {
  const setting = problem.setting ? ` [${problem.setting}]` : "";
  const remedy = problem.remedy ? ` ${problem.remedy}` : "";
  const code = problem.code === undefined ? "" : `${problem.code}: `;
  return `${code}${ended(problem.message)}${setting}${remedy ? ended(remedy) : ""}`;
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

const ended = (sentence: string) => (/[.!?:]$/.test(sentence.trimEnd()) ? sentence.trimEnd() : `${sentence}.`);
