import { EngineError } from "../errors.ts";
import type { StackConfig } from "../project/config.ts";
import { configOf } from "../project/config.ts";
import type { Callback, Goal } from "../rpc/goal.ts";
import type { InvokeCall, LogEntry, ProgramHost, ReadGoal, Registered } from "../rpc/server.ts";
import { Transforms } from "../rpc/transforms.ts";
import {
  defaultProviderName,
  isProviderType,
  makeUrn,
  packageOf,
  providerTypeOf,
  rootStackType,
  splitReference,
} from "../urn.ts";
import { type Properties, secret } from "../values/wire.ts";
import type { Fixtures } from "./fixtures.ts";
import type { PlannedResource, ResourceGraph } from "./graph.ts";

export interface PlanHostOptions {
  project: string;
  stack: string;
  config: StackConfig;
  fixtures: Fixtures;
  onLog: (entry: LogEntry) => void;
}

/** Answers a program without any provider: inputs come back as they went in, everything else is unknown. */
export class PlanHost implements ProgramHost {
  readonly graph: ResourceGraph = { resources: [], outputs: {} };
  /** What ended the run, if something did. */
  failure: unknown;
  readonly #options: PlanHostOptions;
  readonly #transforms = new Transforms();
  readonly #byUrn = new Map<string, PlannedResource>();

  constructor(options: PlanHostOptions) {
    this.#options = options;
  }

  async registerResource(asked: Goal): Promise<Registered> {
    const { unsupported } = asked;
    if (unsupported[0] !== undefined) throw this.refuse(`${unsupported.join(", ")} of ${asked.type} "${asked.name}"`);
    const goal = await this.#transforms.apply(asked);
    const urn = this.#urnOf(goal);
    this.#transforms.remember(urn, goal);
    this.#add({
      urn,
      type: goal.type,
      name: goal.name,
      custom: goal.custom,
      parent: goal.parent,
      inputs: goal.inputs,
      dependencies: goal.dependencies,
      propertyDependencies: goal.propertyDependencies,
      protect: goal.protect ?? this.#byUrn.get(goal.parent)?.protect ?? false,
      provider: this.#providerOf(goal),
      read: false,
      goal,
    });
    return { urn, id: "", properties: goal.inputs };
  }

  async registerOutputs(urn: string, outputs: Properties): Promise<void> {
    if (this.#byUrn.get(urn)?.type === rootStackType) this.graph.outputs = outputs;
  }

  async readResource(goal: ReadGoal): Promise<Registered> {
    const urn = this.#urnOf(goal);
    const { properties, dependencies, type, name, parent } = goal;
    this.#add({
      urn,
      type,
      name,
      custom: true,
      parent,
      inputs: properties,
      dependencies,
      propertyDependencies: {},
      protect: false,
      provider: this.#providerOf({ ...goal, custom: true }),
      read: true,
      goal: undefined,
    });
    return { urn, id: goal.id, properties };
  }

  async invoke(call: InvokeCall): Promise<Properties | undefined> {
    const answer = this.#options.fixtures.find(call.token, call.args);
    // The SDK takes a missing property of a result for a known, absent one, so that only a wholly unknown result is right.
    return answer;
  }

  registerStackTransform(callback: Callback): void {
    this.#transforms.addToStack(callback);
  }

  log(entry: LogEntry): void {
    this.#options.onLog(entry);
  }

  refuse(what: string): Error {
    return new EngineError({
      code: "plan-unsupported",
      message: `The program uses ${what}, which the offline plan does not do`,
      remedy: "Use `pulumi preview` of the official CLI for this stack (--engine cli).",
    });
  }

  failed(error: unknown): void {
    this.failure ??= error;
  }

  close(): void {
    this.#transforms.close();
  }

  #urnOf({ parent, type, name }: { parent: string; type: string; name: string }): string {
    return makeUrn({ stack: this.#options.stack, project: this.#options.project, parent, type, name });
  }

  #add(resource: PlannedResource): void {
    if (this.#byUrn.has(resource.urn)) {
      throw new EngineError({
        code: "duplicate-resource",
        message: `The program registers ${resource.urn} twice`,
        remedy: "Give one of the two another name or parent.",
      });
    }
    this.#byUrn.set(resource.urn, resource);
    this.graph.resources.push(resource);
  }

  /** The provider that a resource names, else the package's default one, which is recorded at its first use. */
  #providerOf(goal: { custom: boolean; type: string; provider: string; version: string }): string {
    if (!goal.custom || isProviderType(goal.type)) return "";
    if (goal.provider !== "") return splitReference(goal.provider).urn;
    const packageName = packageOf(goal.type);
    const type = providerTypeOf(packageName);
    const name = defaultProviderName(goal.version);
    const urn = makeUrn({ stack: this.#options.stack, project: this.#options.project, type, name });
    if (!this.#byUrn.has(urn)) this.#add(defaultProvider(urn, type, name, this.#configured(packageName, goal.version)));
    return urn;
  }

  #configured(packageName: string, version: string): Properties {
    const { values, secrets } = configOf(this.#options.config, packageName);
    const inputs: Properties = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, secrets.includes(key) ? secret(value) : value]),
    );
    return version === "" ? inputs : { ...inputs, version };
  }
}

const defaultProvider = (urn: string, type: string, name: string, inputs: Properties): PlannedResource => ({
  urn,
  type,
  name,
  custom: true,
  parent: "",
  inputs,
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  provider: "",
  read: false,
  goal: undefined,
});
