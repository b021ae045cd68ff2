import type { Goal } from "../rpc/goal.ts";
import { makeUrn, nameOf, qualifiedTypeOf, rootStackType, typeOf } from "../urn.ts";

/** The names that resources went by in the last run. */
export class Aliases {
  readonly #stack: string;
  readonly #project: string;
  /** Old URNs by the new ones, of those that were found under an old one. */
  readonly #used = new Map<string, string>();

  constructor(stack: string, project: string) {
    this.#stack = stack;
    this.#project = project;
  }

  /** Remembers that what is now `urn` was `old`: its children are looked for there too. */
  use(urn: string, old: string): void {
    this.#used.set(urn, old);
  }

  /** Whether a resource of this run took over an old name. */
  isTaken(old: string): boolean {
    return [...this.#used.values()].includes(old);
  }

  /** The URNs to look for a resource under, besides its own: its aliases, and those its parent's alias brings. */
  candidates(goal: Goal): string[] {
    const own = goal.aliases.map((alias) => alias.urn ?? this.#collapse(goal, alias));
    const parentAlias = this.#used.get(goal.parent);
    if (parentAlias === undefined) return [...new Set(own)];
    const parentName = nameOf(goal.parent);
    const inherited = [`${goal.type}::${goal.name}`, ...own.map((urn) => `${typeOf(urn)}::${nameOf(urn)}`)].map(
      (text) => {
        const at = text.lastIndexOf("::");
        return this.#inherit(text.slice(0, at), text.slice(at + 2), parentName, parentAlias);
      },
    );
    return [...new Set([...own, ...inherited])];
  }

  #collapse(goal: Goal, alias: Goal["aliases"][number]): string {
    let parent = alias.parentUrn === undefined ? goal.parent : (this.#used.get(alias.parentUrn) ?? alias.parentUrn);
    if (alias.noParent || qualifiedTypeOf(parent) === rootStackType) parent = "";
    return makeUrn({
      stack: alias.stack ?? this.#stack,
      project: alias.project ?? this.#project,
      parent,
      type: alias.type ?? goal.type,
      name: alias.name ?? goal.name,
    });
  }

  /** A child named after its parent was named after the parent's old name. */
  #inherit(type: string, name: string, parentName: string, parentAlias: string): string {
    const oldName = name.startsWith(parentName) ? nameOf(parentAlias) + name.slice(parentName.length) : name;
    return makeUrn({ stack: this.#stack, project: this.#project, parent: parentAlias, type, name: oldName });
  }
}
