import { PolicyPack } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { resourceRules, unprotectedData } from "./rules.ts";

/** The pack: `pulumi up --policy-pack infra/policy`; `npm run plan` runs it by itself. All rules are mandatory. */
new PolicyPack("campfire", {
  enforcementLevel: "mandatory",
  policies: [
    ...resourceRules.map(({ name, holds, check }) => ({
      name,
      description: holds,
      validateResource: (
        {
          type,
          name,
          props,
          opts,
        }: { type: string; name: string; props: Record<string, unknown>; opts: { protect: boolean } },
        report: (message: string) => void,
      ) => {
        for (const message of check({ type, name, props, protect: opts.protect })) report(message);
      },
    })),
    {
      name: "protected-data",
      description: "In production, what holds data is protected from deletion.",
      validateStack: ({ resources }, report) => {
        const subjects = resources.map(({ type, name, props, opts }) => ({ type, name, props, protect: opts.protect }));
        for (const message of unprotectedData(subjects, new pulumi.Config("campfire").get("lifecycle")))
          report(message);
      },
    },
  ],
});
