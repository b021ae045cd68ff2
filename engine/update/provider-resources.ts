import { randomUUID } from "node:crypto";
import { configOf, type StackConfig } from "../project/config.ts";
import type { Goal } from "../rpc/goal.ts";
import type { ProviderClient } from "../rpc/provider.ts";
import type { ResourceState } from "../state/resource.ts";
import { defaultProviderName, makeUrn, packageOf, providerTypeOf, splitReference } from "../urn.ts";
import { type Properties, sameValue, secret } from "../values/wire.ts";
import { eventOf, type Journal } from "./journal.ts";
import { notOfRepository, type Providers } from "./providers.ts";

/** Providers as resources: those that a program makes, and the default one of each package. */
export class ProviderResources {
  readonly #names: { stack: string; project: string };
  readonly #config: StackConfig;
  readonly #providers: Providers;
  readonly #journal: Journal;
  readonly #defaults = new Map<string, Promise<string>>();

  constructor(names: { stack: string; project: string }, config: StackConfig, providers: Providers, journal: Journal) {
    this.#names = names;
    this.#config = config;
    this.#providers = providers;
    this.#journal = journal;
  }

  /** The reference of the provider that a resource (or a function call) without an own one gets; made at its first use. */
  defaultFor(token: string, version: string): Promise<string> {
    const packageName = packageOf(token);
    const key = `${packageName}@${version}`;
    const known = this.#defaults.get(key);
    if (known) return known;
    const type = providerTypeOf(packageName);
    const urn = makeUrn({ ...this.#names, type, name: defaultProviderName(version) });
    const inputs = { ...this.#configured(packageName), ...(version === "" ? {} : { version }) };
    const state: ResourceState = {
      urn,
      type,
      custom: true,
      inputs,
      outputs: {},
      dependencies: [],
      propertyDependencies: {},
    };
    const reference = this.#register(state).then(({ id }) => `${urn}::${id}`);
    this.#defaults.set(key, reference);
    return reference;
  }

  /** A provider that the program makes itself. */
  register(goal: Goal, state: ResourceState): Promise<ResourceState> {
    return this.#register({ ...state, inputs: goal.inputs });
  }

  /** The configured provider of a reference: of this run, else as the last run left it. */
  async clientOf(reference: string): Promise<ProviderClient> {
    const { urn } = splitReference(reference);
    const left = this.#journal.snapshot.olds().find((resource) => `${resource.urn}::${resource.id}` === reference);
    if (!left) return this.#providers.of(reference);
    return this.#providers.configure(reference, urn, left.type, left.inputs);
  }

  async #register(wanted: ResourceState): Promise<ResourceState> {
    const { urn, type } = wanted;
    const packageName = packageOf(type);
    if (!this.#providers.has(packageName)) throw notOfRepository(packageName);
    const client = await this.#providers.client(packageName);
    const old = this.#journal.snapshot.old(urn);
    const { inputs, failures } = await client.checkConfig(urn, old?.inputs ?? {}, wanted.inputs);
    if (failures[0]) throw new Error(`${packageName}: ${failures[0].property}: ${failures[0].reason}`);
    const now = new Date().toISOString();
    const differs = old !== undefined && !sameValue(old.inputs, inputs);
    const state: ResourceState = {
      ...wanted,
      inputs,
      outputs: inputs,
      id: old?.id ?? randomUUID(),
      created: old?.created ?? now,
      modified: old && !differs ? old.modified : now,
    };
    const event = eventOf(old === undefined ? "create" : differs ? "update" : "same", state);
    await this.#providers.configure(`${urn}::${state.id}`, urn, type, inputs);
    this.#journal.note({ ...event, old, new: state }, () => this.#journal.snapshot.settle(state, old));
    return state;
  }

  #configured(packageName: string): Properties {
    const { values, secrets } = configOf(this.#config, packageName);
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, secrets.includes(key) ? secret(value) : value]),
    );
  }
}
