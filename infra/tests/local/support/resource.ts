import { local } from "../../../local/provider/provider.ts";
import { type Properties, plainProperties } from "../../../local/provider/values.ts";

/** Drives one resource through the provider as an engine does: what a call leaves is the state of the next. */
export class Resource {
  readonly urn: string;
  id = "";
  state: Properties = {};

  constructor(type: string, name: string, stack = "test") {
    this.urn = `urn:pulumi:${stack}::campfire::local:index:${type}::${name}`;
  }

  /** Failures by property; empty when all is right. */
  async check(inputs: Properties): Promise<{ inputs: Properties; failures: Record<string, string> }> {
    const { inputs: checked, failures = [] } = await local.check!(this.urn, {}, inputs);
    return {
      inputs: checked,
      failures: Object.fromEntries(failures.map(({ property, reason }) => [property, reason])),
    };
  }

  async checked(inputs: Properties): Promise<Properties> {
    const { inputs: checked, failures } = await this.check(inputs);
    if (Object.keys(failures).length > 0) throw new Error(JSON.stringify(failures));
    return checked;
  }

  async create(inputs: Properties) {
    const { id, outs } = await local.create!(this.urn, await this.checked(inputs));
    this.id = id;
    this.state = outs;
    return this.plain;
  }

  /** What `up` would do now with these inputs. */
  async plan(inputs: Properties): Promise<"same" | "update" | "replace"> {
    const { changes, replaces = [] } = await local.diff!(this.id, this.urn, this.state, await this.checked(inputs));
    return replaces.length > 0 ? "replace" : changes ? "update" : "same";
  }

  async update(inputs: Properties) {
    const { outs } = await local.update!(this.id, this.urn, this.state, await this.checked(inputs));
    this.state = outs;
    return this.plain;
  }

  /** Takes over what the world says; false when it is gone. */
  async refresh(): Promise<boolean> {
    const { id, props } = await local.read!(this.id, this.urn, this.state);
    this.id = id!;
    this.state = props;
    return id !== "";
  }

  async delete() {
    await local.delete!(this.id, this.urn, this.state);
  }

  get plain(): Properties {
    return plainProperties(this.state);
  }
}
