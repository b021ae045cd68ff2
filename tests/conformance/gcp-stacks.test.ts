import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Inventory } from "./golden.ts";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";
import { gcp } from "./rules/gcp.ts";
import { only, type Plan } from "./rules/rule.ts";

const countsOf = ({ resources }: Plan): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

const golden = (name: string) =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, `../golden/${name}.json`), "utf8")) as Inventory;

it("Pulumi.prod-gcp.yaml is a medium production stack that tells somebody by mail", async () => {
  const file = resolve(import.meta.dirname, "../../Pulumi.prod-gcp.yaml");
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, string> };
  const plan = await planCell({ platform: "gcp", size: "medium", lifecycle: "production", config });
  expect(countsOf(plan)).toEqual({
    ...golden("gcp-medium-production").counts,
    "gcp:monitoring/notificationChannel:NotificationChannel": 1,
  });
});

describe("a stack without a zone of its own", () => {
  it("makes no records, and says which there are to make", async () => {
    const cell = matrix.find(({ platform, size }) => platform === "gcp" && size === "small")!;
    const plan = await planCell({ ...cell, config: { ...cell.config, "campfire:dnsZone": "external" } });
    const records = plan.resources.filter(({ type }) => type === "gcp:dns/recordSet:RecordSet");
    expect(records.map(({ name }) => name)).toEqual(["database"]);
    expect(Object.keys(plan.outputs.dns as object).sort()).toEqual([
      "Grafana's address",
      "proof for Grafana's certificate",
      "proof for the certificate",
      "the chat's address, IPv4",
      "the chat's address, IPv6",
    ]);
    expect(JSON.stringify(plan.outputs.notices)).toContain("`dns`");
  });
});

describe("a short-lived stack on a borrowed network", () => {
  it("makes none of its own, is walled in all the same, and is not told of a subnet that stays", async () => {
    const cell = matrix.find(({ platform, lifecycle }) => platform === "gcp" && lifecycle === "ephemeral")!;
    const config = { ...cell.config, "campfire:networkStack": "acme/campfire/staging" };
    const plan = await planCell({ ...cell, config });
    const counts = countsOf(plan);
    expect(counts["gcp:compute/network:Network"]).toBeUndefined();
    expect(counts["gcp:compute/subnetwork:Subnetwork"]).toBeUndefined();
    expect(counts["pulumi:pulumi:StackReference"]).toBe(1);
    const lender = plan.resources.find(({ type }) => type === "pulumi:pulumi:StackReference")!;
    const service = only(plan, "gcp:cloudrunv2/service:Service", "campfire");
    expect(service.propertyDependencies.template).toContain(lender.urn);
    expect(gcp.flatMap(({ check }) => check(plan))).toEqual([]);
    expect(plan.outputs.network).toBeUndefined();
  });
});
