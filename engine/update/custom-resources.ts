import { InitFailed, type Made } from "../rpc/calls.ts";
import type { Goal } from "../rpc/goal.ts";
import type { ProviderClient } from "../rpc/provider.ts";
import type { ResourceState } from "../state/resource.ts";
import { keepOld } from "../values/paths.ts";
import type { Properties } from "../values/wire.ts";
import { type Decision, decide, dependentReplacements, forcedReplacement } from "./differ.ts";
import { unchanged, withOutputs } from "./goal-state.ts";
import { eventOf, type Journal, Stopped } from "./journal.ts";
import type { ProviderResources } from "./provider-resources.ts";

/** Brings resources that a provider makes from what they are to what the program asks for. */
export class CustomResources {
  readonly #journal: Journal;
  readonly #providers: ProviderResources;
  readonly #isRegistered: (urn: string) => boolean;
  /** Deleted in this run, to be made again when the program registers them; with the properties that make it so. */
  readonly #condemned = new Map<ResourceState, string[]>();
  readonly #replaced = new Set<string>();

  constructor(journal: Journal, providers: ProviderResources, isRegistered: (urn: string) => boolean) {
    this.#journal = journal;
    this.#providers = providers;
    this.#isRegistered = isRegistered;
  }

  async make(goal: Goal, wanted: ResourceState, old: ResourceState | undefined): Promise<ResourceState> {
    const client = await this.#providers.clientOf(wanted.provider!);
    if (!old) return this.#create(client, await this.#checked(client, wanted, {}, goal.inputs));
    if (this.#condemned.has(old) || old.pendingReplacement) {
      const state = await this.#checked(client, wanted, {}, goal.inputs);
      this.#tellReplaced(state, old, []);
      return this.#createReplacement(client, state, old, this.#condemned.get(old) ?? []);
    }
    const asked = keepOld(goal.inputs, old.inputs, goal.ignoreChanges);
    const state = await this.#checked(client, wanted, old.inputs, asked);
    const decision = await this.#decide(client, goal, state, old);
    if (decision.replaces.length > 0) return this.#replace(client, goal, state, old, decision);
    if (decision.changes || old.initErrors) return this.#update(client, state, old, goal.ignoreChanges);
    const same = unchanged(state, old);
    this.#journal.note({ ...eventOf("same", same), old, new: same }, () => this.#journal.snapshot.settle(same, old));
    return same;
  }

  /** The state with the inputs as the provider completes them. */
  async #checked(
    client: ProviderClient,
    state: ResourceState,
    olds: Properties,
    news: Properties,
  ): Promise<ResourceState> {
    if (this.#journal.stopping) throw new Stopped();
    const { inputs, failures } = await client.check(state.urn, olds, news);
    for (const { property, reason } of failures) {
      this.#journal.fail({ urn: state.urn, message: property ? `${property}: ${reason}` : reason });
    }
    if (failures.length > 0) throw new Stopped();
    return { ...state, inputs };
  }

  async #decide(client: ProviderClient, goal: Goal, state: ResourceState, old: ResourceState): Promise<Decision> {
    const forced = forcedReplacement(goal, old, state.provider!, this.#replaced);
    if (forced.replaces.length > 0) return forced;
    const before = { id: old.id!, inputs: old.inputs, outputs: old.outputs };
    const diff = await client.diff(state.urn, before, state.inputs, goal.ignoreChanges);
    return decide(diff, old, state.inputs, goal);
  }

  async #create(client: ProviderClient, state: ResourceState): Promise<ResourceState> {
    let result = state;
    await this.#journal.step<Made>(
      { ...eventOf("create", state), new: state },
      "creating",
      state,
      () => this.#made(client, state),
      (made) => {
        result = outcomeOf(state, made);
        this.#journal.snapshot.settle(result);
      },
    );
    return result;
  }

  async #update(
    client: ProviderClient,
    state: ResourceState,
    old: ResourceState,
    ignoreChanges: string[],
  ): Promise<ResourceState> {
    const before = { id: old.id!, inputs: old.inputs, outputs: old.outputs };
    let result = state;
    await this.#journal.step<Made>(
      { ...eventOf("update", state), old, new: state },
      "updating",
      old,
      async () => ({
        id: before.id,
        outputs: this.#journal.preview
          ? state.inputs
          : await client.update(state.urn, before, state.inputs, ignoreChanges, state.customTimeouts?.update),
      }),
      (made) => {
        result = outcomeOf({ ...state, created: old.created }, made);
        this.#journal.snapshot.settle(result, old);
      },
    );
    return result;
  }

  async #replace(
    client: ProviderClient,
    goal: Goal,
    wanted: ResourceState,
    old: ResourceState,
    { replaces, deleteBeforeReplace }: Decision,
  ): Promise<ResourceState> {
    if (wanted.protect && old.protect) {
      this.#journal.fail({ urn: old.urn, message: protectedMessage(`replaced (${replaces.join(", ")} changed)`) });
      throw new Stopped();
    }
    this.#replaced.add(wanted.urn);
    // What a provider fills in may follow the old resource's values; a new one starts afresh.
    const state = await this.#checked(client, wanted, {}, goal.inputs);
    if (deleteBeforeReplace) {
      await this.#deleteFirst(old);
      this.#tellReplaced(state, old, replaces);
      return this.#createReplacement(client, state, old, replaces);
    }
    const made = await this.#createReplacement(client, state, undefined, replaces, () => {
      old.delete = true;
    });
    this.#tellReplaced(made, old, replaces);
    return made;
  }

  /** Deletes those that would have to be replaced along, the last first, then the resource itself. */
  async #deleteFirst(old: ResourceState): Promise<void> {
    const live = this.#journal.snapshot.olds().filter((resource) => !resource.delete && !resource.pendingReplacement);
    const dependents = await dependentReplacements(old, live, (resource) =>
      this.#providers.clientOf(resource.provider!),
    );
    const doomed = dependents.filter(
      ({ resource }) => !this.#condemned.has(resource) && !this.#isRegistered(resource.urn),
    );
    const guarded = doomed.find(({ resource }) => resource.protect)?.resource;
    if (guarded) {
      this.#journal.fail({ urn: guarded.urn, message: protectedMessage(`replaced along with ${old.urn}`) });
      throw new Stopped();
    }
    for (const { resource, keys } of [...doomed.reverse(), { resource: old, keys: [] }]) {
      this.#condemned.set(resource, keys);
      await this.#deleteReplaced(resource);
    }
  }

  async #deleteReplaced(old: ResourceState): Promise<void> {
    const client = await this.#providers.clientOf(old.provider!);
    const before = { id: old.id!, inputs: old.inputs, outputs: old.outputs };
    await this.#journal.step<void>(
      { ...eventOf("delete-replaced", old), old },
      "deleting",
      old,
      async () => {
        if (this.#journal.preview || old.retainOnDelete) return;
        await client.delete(old.urn, before, old.customTimeouts?.delete);
      },
      () => {
        old.pendingReplacement = true;
      },
    );
  }

  /** `gone` is the predecessor that has been deleted already; without it, the predecessor is deleted when all else is done. */
  async #createReplacement(
    client: ProviderClient,
    state: ResourceState,
    gone: ResourceState | undefined,
    keys: string[],
    afterwards: () => void = () => {},
  ): Promise<ResourceState> {
    let result = state;
    await this.#journal.step<Made>(
      { ...eventOf("create-replacement", state), old: gone, new: state, keys },
      "creating",
      state,
      () => this.#made(client, state),
      (made) => {
        result = outcomeOf(state, made);
        this.#journal.snapshot.settle(result, gone);
        afterwards();
      },
    );
    return result;
  }

  #tellReplaced(state: ResourceState, old: ResourceState, keys: string[]): void {
    this.#replaced.add(state.urn);
    this.#journal.note({ ...eventOf("replace", state), old, new: state, keys }, () => {});
  }

  /** In a preview only the inputs are known. */
  async #made(client: ProviderClient, state: ResourceState): Promise<Made> {
    if (this.#journal.preview) return { id: "", outputs: state.inputs };
    const made = await client.create(state.urn, state.inputs, state.customTimeouts?.create);
    if (made.id === "") throw new Error("the provider made it without giving it an id");
    return made;
  }
}

function outcomeOf(state: ResourceState, result: Made | InitFailed): ResourceState {
  if (result instanceof InitFailed) return withOutputs(state, result.made.id, result.made.outputs, result.reasons);
  return withOutputs(state, result.id, result.outputs);
}

export const protectedMessage = (what: string): string =>
  `it is protected, and would have to be ${what}. Take \`protect\` off it in a run of its own first.`;
