import type { CustomTimeouts, Goal } from "../rpc/goal.ts";
import type { CustomTimeoutSeconds, ResourceState } from "../state/resource.ts";
import { markSecret, type Properties } from "../values/wire.ts";

/** The state that a goal asks for, before anything has come of it. */
export function stateOf(goal: Goal, urn: string, provider: string, inputs: Properties): ResourceState {
  return {
    urn,
    type: goal.type,
    custom: goal.custom,
    inputs,
    outputs: {},
    parent: goal.parent || undefined,
    protect: goal.protect || undefined,
    dependencies: goal.dependencies,
    propertyDependencies: goal.custom ? goal.propertyDependencies : {},
    provider: provider || undefined,
    additionalSecretOutputs: listOf(goal.additionalSecretOutputs),
    customTimeouts: timeoutsOf(goal.customTimeouts),
    retainOnDelete: goal.retainOnDelete || undefined,
    deletedWith: goal.deletedWith || undefined,
    replaceWith: listOf(goal.replaceWith),
    ignoreChanges: listOf(goal.ignoreChanges),
    replaceOnChanges: listOf(goal.replaceOnChanges),
    replacementTrigger: goal.replacementTrigger,
  };
}

/** The same resource with what a provider made of it. */
export function withOutputs(
  state: ResourceState,
  id: string,
  outputs: Properties,
  initErrors?: string[],
): ResourceState {
  const now = new Date().toISOString();
  return {
    ...state,
    id,
    outputs: markSecret(outputs, state.additionalSecretOutputs ?? []),
    initErrors,
    created: state.created ?? now,
    modified: now,
  };
}

/** Unchanged outside; its options may have changed. */
export function unchanged(state: ResourceState, old: ResourceState): ResourceState {
  return {
    ...state,
    id: old.id,
    outputs: markSecret(old.outputs, state.additionalSecretOutputs ?? []),
    initErrors: old.initErrors,
    created: old.created,
    modified: old.modified,
  };
}

const listOf = (items: string[]): string[] | undefined => (items.length > 0 ? items : undefined);

function timeoutsOf(timeouts: CustomTimeouts): CustomTimeoutSeconds | undefined {
  const seconds: CustomTimeoutSeconds = {};
  if (timeouts.create) seconds.create = durationSeconds(timeouts.create);
  if (timeouts.update) seconds.update = durationSeconds(timeouts.update);
  if (timeouts.delete) seconds.delete = durationSeconds(timeouts.delete);
  return Object.keys(seconds).length > 0 ? seconds : undefined;
}

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a duration as Go writes it: `1h30m`, `90s`, `500ms`. */
export function durationSeconds(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text) {
    throw new Error(`"${text}" is no duration (as 90s, 5m or 1h30m), which customTimeouts takes`);
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitSeconds[unit!]!, 0);
}
