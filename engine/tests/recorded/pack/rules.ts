import { PolicyPack } from "@pulumi/policy";

// The rules of the tests: one of each kind that a pack can have.
new PolicyPack("probe-policies", {
  policies: [
    {
      name: "no-drifted-value",
      description: "No Thing has the value v1.",
      enforcementLevel: "mandatory",
      validateResource: ({ type, props }, report) => {
        if (type === "probe:index:Thing" && props.value === "v1") report("the value v1 is not allowed");
      },
    },
    {
      name: "keys-are-set",
      description: "A Thing should have a key.",
      enforcementLevel: "advisory",
      validateResource: ({ type, props }, report) => {
        if (type === "probe:index:Thing" && props.key === undefined) report("it has no key");
      },
    },
    {
      name: "few-things",
      description: "A stack has at most two Things.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources }, report) => {
        const things = resources.filter(({ type }) => type === "probe:index:Thing");
        if (things.length > 2) report(`there are ${things.length}`);
      },
    },
  ],
});
