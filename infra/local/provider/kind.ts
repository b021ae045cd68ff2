import type { Checker } from "./checker.ts";
import type { Properties } from "./values.ts";

/** What a call is about. */
export interface Context {
  /** The resource's name in the program. */
  name: string;
  project: string;
  stack: string;
  /** Aborts when the engine cancels. */
  signal: AbortSignal;
}

/**
 * A resource type. All properties are plain: without secret wrappers, which `provider.ts` puts back. Outputs are what a type adds to its inputs;
 * what of them is secret, it wraps itself.
 */
export interface Kind {
  /** The inputs, in any order; whatever of them changes is an update in place. */
  inputs: readonly string[];
  /** A change of one of these replaces: the old one is deleted first, since the new one may want the same port or path. */
  replaceOn: readonly string[];
  /** Inputs that must not be secret, with the reason. */
  neverSecret?: Record<string, string>;
  /** Outputs that would give away an input: output → input. They are secret when it is. */
  reveals?: Record<string, string>;
  defaults?(inputs: Properties): Properties;
  check(checker: Checker, context: Context): void | Promise<void>;
  /** Follows from the inputs, so that what an interrupted create left can be found. */
  id(inputs: Properties, context: Context): string;
  create(inputs: Properties, context: Context): Promise<Properties>;
  /** What the world says: properties that differ from the given ones, or undefined when it is gone. */
  read(properties: Properties, context: Context): Promise<Properties | undefined>;
  /** Whether the world differs from the state so that an update has to mend it, though no input changed. Looks only. */
  drifted(properties: Properties, context: Context): Promise<boolean>;
  /** Makes it anew when it is gone. */
  update(properties: Properties, inputs: Properties, context: Context): Promise<Properties>;
  /** Fine when it is gone already. */
  delete(properties: Properties, context: Context): Promise<void>;
}
