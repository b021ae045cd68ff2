import { beforeAll, describe, expect, it } from "vitest";
import { type Size, sizes } from "../../infra/presets.ts";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";
import type { Plan } from "./rules/rule.ts";

/** What loses something when it is replaced or goes, and the properties of which a change replaces it (the provider's schema). */
const holdsData: Record<string, string[]> = {
  "gcp:sql/databaseInstance:DatabaseInstance": [
    "region",
    "name",
    "databaseVersion",
    "masterInstanceName",
    "encryptionKeyName",
  ],
  "gcp:sql/database:Database": ["name", "charset", "collation"],
  "gcp:sql/user:User": ["name", "host", "type"],
  "gcp:storage/bucket:Bucket": ["location", "name", "hierarchicalNamespace", "customPlacementConfig"],
  "gcp:secretmanager/secret:Secret": ["secretId", "replication"],
  "random:index/randomPassword:RandomPassword": ["length", "special", "keepers"],
  "gcp:artifactregistry/repository:Repository": ["repositoryId", "location", "format"],
  "gcp:compute/globalAddress:GlobalAddress": ["ipVersion", "addressType"],
};

/** What a change of size does replace: Redis holds nothing that is missed, and Google changes no tier in place. */
const replaced: Record<string, string[]> = {
  "gcp:redis/instance:Instance": [
    "tier",
    "region",
    "connectMode",
    "transitEncryptionMode",
    "reservedIpRange",
    "locationId",
  ],
};

const changes = sizes.flatMap((from) => sizes.filter((to) => to !== from).map((to) => ({ from, to })));

describe.each(changes)("a change of size from $from to $to", ({ from, to }) => {
  const plans = new Map<Size, Plan>();
  beforeAll(async () => {
    for (const size of [from, to]) plans.set(size, await planOf(size));
  });

  const differences = (types: Record<string, string[]>) =>
    plans.get(from)!.resources.flatMap(({ urn, type, name, inputs }) => {
      const after = plans.get(to)!.resources.find((resource) => resource.urn === urn);
      if (!types[type]) return [];
      if (!after) return [`${name} goes`];
      return types[type]
        .filter((property) => JSON.stringify(inputs[property]) !== JSON.stringify(after.inputs[property]))
        .map((property) => `${name}: ${property}`);
    });

  it("replaces and removes nothing that holds data", () => {
    const kinds = new Set(plans.get(from)!.resources.map(({ type }) => type));
    for (const type of Object.keys(holdsData)) expect(kinds).toContain(type);
    expect(differences(holdsData)).toEqual([]);
  });

  it("replaces the cache where it gets a standby or loses it", () => {
    const standby = (size: Size) => size !== "small";
    expect(differences(replaced)).toEqual(standby(from) === standby(to) ? [] : ["cache: tier"]);
  });
});

const planned = new Map<Size, Promise<Plan>>();

/** One plan a size, however many changes it is part of. */
function planOf(size: Size): Promise<Plan> {
  const cell = matrix.find((one) => one.platform === "gcp" && one.size === size && one.lifecycle === "production")!;
  const plan = planned.get(size) ?? planCell(cell);
  planned.set(size, plan);
  return plan;
}
