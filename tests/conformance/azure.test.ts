import { beforeAll, describe, expect, it } from "vitest";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";
import type { Plan } from "./rules/rule.ts";
import { conformanceOf } from "./suite.ts";

conformanceOf("azure");

describe("azure, a stack that borrows its network", () => {
  let plan: Plan;
  beforeAll(async () => {
    const cell = matrix.find((one) => one.platform === "azure" && one.lifecycle === "ephemeral");
    if (!cell) throw new Error("the matrix has no ephemeral stack on azure");
    plan = await planCell({ ...cell, config: { ...cell.config, "campfire:networkStack": "acme/campfire/staging" } });
  });

  it("makes no network, no environment and no zone, which Azure would hold on to (pitfall 19)", () => {
    const slow = /:(VirtualNetwork|Subnet|NetworkSecurityGroup|ManagedEnvironment|PrivateZone|VirtualNetworkLink)$/;
    expect(plan.resources.map(({ type }) => type).filter((type) => slow.test(type))).toEqual([]);
    expect(plan.resources.map(({ type }) => type)).toContain("azure-native:app:ContainerApp");
  });

  it("has a resource group, an address and data of its own, and lends nothing on", () => {
    const types = new Set(plan.resources.map(({ type }) => type));
    for (const type of [
      "resources:ResourceGroup",
      "cdn:AFDEndpoint",
      "dbforpostgresql:Server",
      "storage:StorageAccount",
    ]) {
      expect(types).toContain(`azure-native:${type}`);
    }
    expect(plan.outputs.network).toBeUndefined();
  });

  it("says where its replicas' log is", () => {
    expect(JSON.stringify(plan.outputs.notices)).toContain("acme/campfire/staging");
  });
});
