import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Lifecycle, Size } from "../../infra/presets.ts";
import { diagramFile, diagrammed, diagramPage } from "../../scripts/diagram.ts";
import { committedInventory } from "./golden.ts";
import { matrix } from "./matrix.ts";
import { planCell, planStack } from "./plan.ts";

const golden = (size: Size, lifecycle: Lifecycle) => committedInventory({ platform: "aws", size, lifecycle }).counts;

function countsOf(resources: { type: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

it("Pulumi.prod.yaml is a medium production stack that tells somebody by mail", async () => {
  expect(countsOf(await planStack("prod"))).toEqual({
    ...golden("medium", "production"),
    // Of pages and of tickets.
    "aws:sns/topicSubscription:TopicSubscription": 2,
  });
});

it("Pulumi.staging.yaml is a small staging stack", async () => {
  expect(countsOf(await planStack("staging"))).toEqual(golden("small", "staging"));
});

it("a stack that borrows its network makes none, and uses only what it borrows", async () => {
  const cell = matrix.find(
    ({ platform, size, lifecycle }) => `${platform} ${size} ${lifecycle}` === "aws small ephemeral",
  )!;
  const config = { ...cell.config, "campfire:networkStack": "acme/campfire/staging" };
  const { resources, outputs } = await planCell({ ...cell, config });
  const counts = countsOf(resources);
  expect(Object.keys(counts).filter((type) => /^aws:ec2\/(?!securityGroup)/.test(type))).toEqual([]);
  expect(counts["pulumi:pulumi:StackReference"]).toBe(1);
  expect(counts["aws:efs/mountTarget:MountTarget"]).toBe(2);
  const lender = resources.find(({ type }) => type === "pulumi:pulumi:StackReference");
  const service = resources.find(({ type, name }) => type === "aws:ecs/service:Service" && name === "app");
  expect(service?.propertyDependencies.networkConfiguration).toContain(lender?.urn);
  expect(outputs.network).toBeUndefined();
});

it("a stack whose DNS is elsewhere makes no records, and says which there are to make", async () => {
  const cell = matrix.find(({ platform, size }) => platform === "aws" && size === "small")!;
  const plan = await planCell({ ...cell, config: { ...cell.config, "campfire:dnsZone": "external" } });
  expect(countsOf(plan.resources)["aws:route53/record:Record"]).toBeUndefined();
  expect(Object.keys(plan.outputs.dns as object).sort()).toEqual(["proof for the certificate", "the chat's address"]);
  expect(JSON.stringify(plan.outputs.notices)).toContain("`dns`");
});

it.each(Object.entries(diagrammed))(
  "the diagram of %s is that of its stack: `npm run diagrams` writes it anew",
  async (platform, stack) => {
    const page = diagramPage(platform, stack!, await planStack(stack!));
    expect(readFileSync(diagramFile(platform), "utf8")).toBe(`${page}\n`);
  },
);
