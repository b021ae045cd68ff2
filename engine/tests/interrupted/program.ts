// Four items, in two states of the source: in the second, `a` is updated, `b` replaced (deleted first), `c` gone and `d` new.
import * as pulumi from "@pulumi/pulumi";

const step = new pulumi.Config("world").requireNumber("step");

interface ItemArgs {
  key: pulumi.Input<string>;
  value: pulumi.Input<string>;
  /** Where it is: an output of the item. */
  place?: pulumi.Output<string>;
}
class Item extends pulumi.CustomResource {
  declare readonly place: pulumi.Output<string>;
  constructor(name: string, args: ItemArgs) {
    super("world:index:Item", name, { ...args, place: undefined });
  }
}

const a = new Item("a", { key: "a", value: `v${step}` });
new Item("b", { key: `b${step}`, value: a.place });
if (step === 1) new Item("c", { key: "c", value: "same" });
else new Item("d", { key: "d", value: pulumi.secret("hidden value") });
