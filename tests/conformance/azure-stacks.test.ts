import { expect, it } from "vitest";
import { committedInventory } from "./golden.ts";
import { matrix } from "./matrix.ts";
import { planCell, planStack } from "./plan.ts";

function countsOf(resources: { type: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

it("Pulumi.prod-azure.yaml is a medium production stack that tells somebody by mail", async () => {
  const golden = committedInventory({ platform: "azure", size: "medium", lifecycle: "production" }).counts;
  // Of pages and of tickets.
  expect(countsOf(await planStack("prod-azure"))).toEqual({ ...golden, "azure-native:monitor:ActionGroup": 2 });
});

it("a stack whose DNS is elsewhere makes no records, and says which there are to make", async () => {
  const cell = matrix.find(({ platform, size }) => platform === "azure" && size === "small")!;
  const { resources, outputs } = await planCell({
    ...cell,
    config: { ...cell.config, "campfire:dnsZone": "external" },
  });
  expect(countsOf(resources)["azure-native:dns:RecordSet"]).toBeUndefined();
  expect(Object.keys(outputs.dns as object).sort()).toEqual(["proof for the certificate", "the chat's address"]);
  expect(JSON.stringify(outputs.notices)).toContain("`dns`");
});

it("a stack that borrows its network makes none of what Azure is slow to give up, and lends nothing on", async () => {
  const cell = matrix.find(
    ({ platform, size, lifecycle }) => `${platform} ${size} ${lifecycle}` === "azure small ephemeral",
  )!;
  const config = { ...cell.config, "campfire:networkStack": "acme/campfire/staging" };
  const { resources, outputs } = await planCell({ ...cell, config });
  const counts = countsOf(resources);
  const slow = /:(VirtualNetwork|Subnet|NetworkSecurityGroup|ManagedEnvironment|PrivateZone|VirtualNetworkLink)$/;
  expect(Object.keys(counts).filter((type) => slow.test(type))).toEqual([]);
  for (const own of ["resources:ResourceGroup", "cdn:AFDEndpoint", "dbforpostgresql:Server", "app:ContainerApp"]) {
    expect(counts[`azure-native:${own}`]).toBe(1);
  }
  const lender = resources.find(({ type }) => type === "pulumi:pulumi:StackReference");
  const app = resources.find(({ type }) => type === "azure-native:app:ContainerApp");
  expect(app?.propertyDependencies.environmentId).toContain(lender?.urn);
  expect(outputs.network).toBeUndefined();
  expect(JSON.stringify(outputs.notices)).toContain("acme/campfire/staging");
});
