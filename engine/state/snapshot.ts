import type { Operation, ResourceState } from "./resource.ts";

/**
 * What exists, while a run changes it: what the last run left (`base`), less what this one has dealt with,
 * after what this one has made or confirmed (`fresh`, in the order of their dependencies).
 */
export class Snapshot {
  readonly #base: ResourceState[];
  readonly #fresh: ResourceState[] = [];
  readonly #done = new Set<ResourceState>();
  readonly #pending = new Set<Operation>();
  /** New URNs by the old ones that they go by in `base`. */
  readonly #renamed = new Map<string, string>();

  constructor(base: readonly ResourceState[], pending: readonly Operation[] = []) {
    this.#base = [...base];
    for (const operation of pending) this.#pending.add(operation);
  }

  /** What of the last run's is still to be dealt with, in dependency order. */
  remaining(): ResourceState[] {
    return this.#base.filter((resource) => !this.#done.has(resource));
  }

  /** The live resource of this name that the last run left, whether or not it has been dealt with. */
  old(urn: string): ResourceState | undefined {
    return this.#base.find((resource) => resource.urn === urn && !resource.delete);
  }

  /** All of the last run's. */
  olds(): readonly ResourceState[] {
    return this.#base;
  }

  /** Adds what was made or confirmed in place of `old`, which may be the same resource under another name. */
  settle(fresh: ResourceState, old?: ResourceState): void {
    this.#fresh.push(fresh);
    if (!old) return;
    this.#done.add(old);
    if (old.urn !== fresh.urn) this.#renamed.set(old.urn, fresh.urn);
  }

  /** Replaces a fresh resource by a later version of itself. */
  amend(before: ResourceState, after: ResourceState): void {
    const at = this.#fresh.indexOf(before);
    if (at >= 0) this.#fresh[at] = after;
  }

  /** Gone. */
  drop(resource: ResourceState): void {
    this.#done.add(resource);
    const at = this.#fresh.indexOf(resource);
    if (at >= 0) this.#fresh.splice(at, 1);
  }

  /** Puts what was found about a resource of the last run in its place. */
  replaceBase(before: ResourceState, after: ResourceState): void {
    const at = this.#base.indexOf(before);
    if (at >= 0) this.#base[at] = after;
  }

  /** What the last run deleted without having written that down. */
  removeBase(resource: ResourceState): void {
    this.#base.splice(this.#base.indexOf(resource), 1);
  }

  /** A resource that the last run made without having written it down. What it needs is there already. */
  addBase(resource: ResourceState): void {
    this.#base.push(resource);
  }

  begin(operation: Operation): void {
    this.#pending.add(operation);
  }

  end(operation: Operation): void {
    this.#pending.delete(operation);
  }

  pending(): Operation[] {
    return [...this.#pending];
  }

  /** As it is to be stored: each resource after all that it depends on, under the names of today, and naming nothing that is gone. */
  resources(): ResourceState[] {
    const all = [...this.#fresh, ...this.remaining()];
    const known = new Set(all.map((resource) => resource.urn));
    return all.map((resource) => this.#withLiveNames(resource, known));
  }

  #withLiveNames(resource: ResourceState, known: ReadonlySet<string>): ResourceState {
    const nameNow = (urn: string) => (known.has(urn) ? urn : (this.#renamed.get(urn) ?? urn));
    const live = (urns: string[]) => urns.map(nameNow).filter((urn) => known.has(urn));
    const liveOne = (urn: string | undefined) => (urn === undefined ? undefined : live([urn])[0]);
    const at = resource.provider?.lastIndexOf("::") ?? -1;
    return {
      ...resource,
      parent: liveOne(resource.parent),
      dependencies: live(resource.dependencies),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, live(urns)]),
      ),
      deletedWith: liveOne(resource.deletedWith),
      provider: resource.provider && `${nameNow(resource.provider.slice(0, at))}${resource.provider.slice(at)}`,
    };
  }
}
