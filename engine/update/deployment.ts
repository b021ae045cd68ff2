import { EngineError, messageOf } from "../errors.ts";
import type { Callback, Goal } from "../rpc/goal.ts";
import type { InvokeCall, LogEntry, ProgramHost, ReadGoal, Registered } from "../rpc/server.ts";
import { Transforms } from "../rpc/transforms.ts";
import type { ResourceState } from "../state/resource.ts";
import { isProviderType, makeUrn, nameOf } from "../urn.ts";
import type { Properties } from "../values/wire.ts";
import { Aliases } from "./aliases.ts";
import { CustomResources } from "./custom-resources.ts";
import { changedKeys } from "./differ.ts";
import { stateOf, unchanged, withOutputs } from "./goal-state.ts";
import { eventOf, type Journal, Stopped } from "./journal.ts";
import type { ProviderResources } from "./provider-resources.ts";

export interface DeploymentOptions {
  stack: string;
  project: string;
  journal: Journal;
  providers: ProviderResources;
  onLog: (entry: LogEntry) => void;
}

/** Answers a program by making real what it registers (or, in a preview, by finding out what that would do). */
export class Deployment implements ProgramHost {
  readonly #options: DeploymentOptions;
  readonly #journal: Journal;
  readonly #transforms = new Transforms();
  readonly #aliases: Aliases;
  readonly #customs: CustomResources;
  /** By URN, what this run has registered, as it is now. */
  readonly #registered = new Map<string, ResourceState>();
  readonly #seen = new Set<string>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(options: DeploymentOptions) {
    this.#options = options;
    this.#journal = options.journal;
    this.#aliases = new Aliases(options.stack, options.project);
    this.#customs = new CustomResources(options.journal, options.providers, (urn) => this.#seen.has(urn));
  }

  async registerResource(asked: Goal): Promise<Registered> {
    const work = this.#register(asked);
    this.#underWay.add(work);
    try {
      const { urn, id = "", outputs } = await work;
      return { urn, id, properties: outputs };
    } finally {
      this.#underWay.delete(work);
    }
  }

  async registerOutputs(urn: string, outputs: Properties): Promise<void> {
    const before = this.#registered.get(urn);
    if (!before) throw new Error(`outputs were registered for ${urn}, which is not registered itself`);
    const after = { ...before, outputs };
    this.#journal.snapshot.amend(before, after);
    this.#registered.set(urn, after);
  }

  async readResource(goal: ReadGoal): Promise<Registered> {
    throw this.refuse(`reading an existing resource (${goal.type} "${goal.name}")`);
  }

  async invoke({ token, args, provider, version }: InvokeCall): Promise<Properties> {
    const { providers } = this.#options;
    const client = await providers.clientOf(provider || (await providers.defaultFor(token, version)));
    const { result, failures } = await client.invoke(token, args);
    if (failures[0]) throw new Error(`${token}: ${failures[0].property}: ${failures[0].reason}`);
    return result;
  }

  registerStackTransform(callback: Callback): void {
    this.#transforms.addToStack(callback);
  }

  log(entry: LogEntry): void {
    this.#options.onLog(entry);
  }

  refuse(what: string): Error {
    return new EngineError({
      code: "engine-unsupported",
      message: `The program uses ${what}, which the built-in engine does not do`,
      remedy: "Use the official CLI for this stack (--engine cli).",
    });
  }

  /** What a handler threw: told already when it is `Stopped`. */
  failed(error: unknown): void {
    if (error instanceof Stopped) return;
    this.#journal.fail({ urn: "", message: messageOf(error), error });
  }

  /** What was under way when the program ended, however it ended. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  close(): void {
    this.#transforms.close();
  }

  async #register(asked: Goal): Promise<ResourceState> {
    if (this.#journal.stopping) throw new Stopped();
    this.#refuseUnsupported(asked);
    const goal = this.#withInherited(await this.#transforms.apply(asked));
    const urn = makeUrn({ ...this.#options, parent: goal.parent, type: goal.type, name: goal.name });
    if (this.#seen.has(urn)) throw duplicate(urn);
    this.#seen.add(urn);
    this.#transforms.remember(urn, goal);
    const state = await this.#make(goal, urn);
    this.#registered.set(urn, state);
    return state;
  }

  async #make(goal: Goal, urn: string): Promise<ResourceState> {
    if (isProviderType(goal.type)) return this.#options.providers.register(goal, stateOf(goal, urn, "", goal.inputs));
    const provider = goal.custom
      ? goal.provider || (await this.#options.providers.defaultFor(goal.type, goal.version))
      : "";
    const old = this.#findOld(urn, goal);
    const state = stateOf(goal, urn, provider, goal.inputs);
    return goal.custom ? this.#customs.make(goal, state, old) : this.#component(state, old);
  }

  #component(state: ResourceState, old: ResourceState | undefined): ResourceState {
    const changed = old !== undefined && changedKeys(old.inputs, state.inputs).length > 0;
    const made =
      old && !changed
        ? unchanged(state, old)
        : withOutputs({ ...state, created: old?.created }, "", old?.outputs ?? {});
    const settled: ResourceState = { ...made, id: undefined };
    const event = eventOf(old === undefined ? "create" : changed ? "update" : "same", settled);
    this.#journal.note({ ...event, old, new: settled }, () => this.#journal.snapshot.settle(settled, old));
    return settled;
  }

  /** The resource as the last run left it, under this name or an earlier one. */
  #findOld(urn: string, goal: Goal): ResourceState | undefined {
    const own = this.#journal.snapshot.old(urn);
    if (own) return own;
    for (const candidate of this.#aliases.candidates(goal)) {
      const old = this.#journal.snapshot.old(candidate);
      if (!old) continue;
      if (this.#seen.has(candidate) || this.#aliases.isTaken(candidate)) throw duplicate(candidate);
      this.#aliases.use(urn, candidate);
      return old;
    }
    return undefined;
  }

  #withInherited(goal: Goal): Goal {
    const parent = this.#registered.get(goal.parent);
    return {
      ...goal,
      protect: goal.protect ?? parent?.protect,
      retainOnDelete: goal.retainOnDelete ?? parent?.retainOnDelete,
    };
  }

  #refuseUnsupported(goal: Goal): void {
    const used = [...goal.unsupported];
    if (goal.importId !== "") used.push("the import option");
    if (used.length > 0) throw this.refuse(`${used.join(", ")} of ${goal.type} "${goal.name}"`);
  }
}

const duplicate = (urn: string) =>
  new EngineError({
    code: "duplicate-resource",
    message: `The program registers "${nameOf(urn)}" twice (${urn})`,
    remedy: "Give one of the two another name or parent.",
  });
