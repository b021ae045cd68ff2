import * as pulumi from "@pulumi/pulumi";

/** Something that keeps a stack from being deployed: found before anything is registered, reported together with all others. */
export interface Problem {
  /** Stable and greppable, as `SETTING_INVALID`. */
  code: string;
  /** The setting to change, without the project's name; absent where no setting is to blame. */
  setting?: string;
  /** What is wrong, as one sentence. */
  what: string;
  /** What to do about it, as one sentence; a command where one helps. */
  remedy: string;
}

/** One paragraph a problem, the setting first: `SETTING_INVALID campfire:size — "huge" is not a size. Use small, …`. */
export function describeProblems(problems: Problem[]): string {
  return problems
    .map(({ code, setting, what, remedy }) => `${code}${setting ? ` campfire:${setting}` : ""} — ${what} ${remedy}`)
    .join("\n\n");
}

/** Ends the program with the problems as its only words: the SDK shows a `RunError` without a stack trace. */
export function refuse(problems: Problem[]): never {
  throw new pulumi.RunError(describeProblems(problems));
}
