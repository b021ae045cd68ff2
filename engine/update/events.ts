import type { ResourceState } from "../state/resource.ts";

/** What can happen to a resource; the names are Pulumi's. */
export type StepKind =
  | "same"
  | "create"
  | "update"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "delete"
  | "refresh";

/** One step, as it is told to whoever watches. */
export interface StepEvent {
  phase: "begin" | "end" | "failed";
  step: StepKind;
  urn: string;
  type: string;
  custom: boolean;
  old?: ResourceState;
  new?: ResourceState;
  /** The properties that make it a replacement. */
  keys?: string[];
  /** In a refresh, what it came to. */
  outcome?: "same" | "update" | "delete";
  /** Why it failed. */
  error?: string;
}

export type Listener = (event: StepEvent) => void;

/** Something went wrong with a resource; the run goes on with what is under way, and starts nothing more. */
export interface Failure {
  /** Empty when it is about no single resource. */
  urn: string;
  message: string;
  /** What was thrown, where something was. */
  error?: unknown;
}
