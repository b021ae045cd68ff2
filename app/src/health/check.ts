/** One thing that a replica needs. */
export interface Check {
  name: string;
  /** Settles with what was found; throws with what is wrong and what to do, a Doubt when a replica runs without it. */
  run(): Promise<string>;
}

/** Nothing that keeps a replica from running, but worth a look. */
export class Doubt extends Error {}
