import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { comparePlans, replacingInputs } from "../../engine/plan/replacements.ts";
import { createOnly } from "../../infra/azure/create-only.ts";
import { type Lifecycle, lifecycles, type Size, sizes } from "../../infra/presets.ts";
import { committedInventory } from "./golden.ts";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";

interface Read {
  /** Where the flags were read, and when. */
  source: string;
  read: string;
  /** Type → inputs whose change replaces it, with dots for what lies inside one that can change. */
  types: Record<string, string[]>;
}

/** What the providers' own code says, as it was read. It is data: whoever updates a provider reads anew. */
const forceNew = JSON.parse(readFileSync(join(import.meta.dirname, "data/force-new.json"), "utf8")) as {
  gcp: Read;
  aws: Read;
};
const read = { ...forceNew.gcp.types, ...forceNew.aws.types };

const inventory = (platform: "aws" | "gcp" | "azure", size: Size, lifecycle: Lifecycle) =>
  committedInventory({ platform, size, lifecycle }).resources as Record<string, Record<string, unknown>>;

/** Inputs that stacks give to resources of a type. */
function givenInputs(type: string): Set<string> {
  const platform = type.startsWith("aws:") ? "aws" : "gcp";
  const all = sizes.flatMap((size) => lifecycles.map((lifecycle) => inventory(platform, size, lifecycle)));
  const found = all.flatMap((resources) =>
    Object.entries(resources).flatMap(([key, inputs]) => (key.split(" ")[0] === type ? Object.keys(inputs) : [])),
  );
  return new Set(found);
}

/** Types that only say who may do what: they hold nothing. */
const grants = /(iAMMember|IamMember|IAMMember)/;

describe("the table of what replaces a resource", () => {
  it.each(Object.entries(read))("agrees with the provider about %s", (type, replacing) => {
    const table = replacingInputs[type] ?? [];
    expect(table.filter((input) => !replacing.includes(input))).toEqual([]);
    const given = givenInputs(type);
    expect(given.size).toBeGreaterThan(0);
    const needed = replacing.filter((input) => given.has(input));
    expect(needed.filter((input) => !table.includes(input))).toEqual([]);
  });

  it("names no type of Google Cloud that was not read, and every type of a stack was", () => {
    const types = new Set(Object.keys(inventory("gcp", "large", "production")).map((key) => key.split(" ")[0] ?? ""));
    const ours = [...types].filter((type) => type.startsWith("gcp:") && !grants.test(type));
    expect(ours.length).toBeGreaterThan(30);
    expect(ours.filter((type) => !(type in forceNew.gcp.types))).toEqual([]);
    const tabled = Object.keys(replacingInputs).filter((type) => /^(aws|gcp):/.test(type));
    expect(tabled.filter((type) => !(type in read))).toEqual([]);
  });

  it("sees a replacement of what holds data on AWS, where a careless change would ask for one", async () => {
    const cell = matrix.find(({ platform, size }) => platform === "aws" && size === "small")!;
    const { resources } = await planCell(cell);
    const careless = structuredClone(resources);
    const change = (name: string, type: string, input: string, value: string | boolean) => {
      careless.find((one) => one.name === name && one.type === type)!.inputs[input] = value;
    };
    change("database", "aws:rds/instance:Instance", "username", "chat");
    change("files", "aws:efs/fileSystem:FileSystem", "encrypted", false);
    change("cache", "aws:elasticache/replicationGroup:ReplicationGroup", "nodeType", "cache.t4g.small");
    const kinds = comparePlans(resources, careless).map(({ urn, kind }) => `${urn.split("::").at(-1)} ${kind}`);
    expect(kinds.sort()).toEqual(["cache changed", "database likely replaced", "files likely replaced"]);
  });
});

/** `type name` → inputs that differ, the nested ones too. */
function differences(before: unknown, after: unknown, path = ""): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject(before) || !isObject(after)) return [path];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    differences(before[key], after[key], path === "" ? key : `${path}.${key}`),
  );
}

const steps = [
  ...lifecycles.flatMap((lifecycle) =>
    sizes.flatMap((from) =>
      sizes.filter((to) => to !== from).map((to) => [`${from} to ${to}`, [from, lifecycle], [to, lifecycle]] as const),
    ),
  ),
  ...sizes.flatMap((size) =>
    lifecycles.flatMap((from) =>
      lifecycles.filter((to) => to !== from).map((to) => [`${from} to ${to}`, [size, from], [size, to]] as const),
    ),
  ),
];

/** The one replacement that docs/gcp.md announces: Memorystore has no way from one tier to the other. */
const announced = ["gcp:redis/instance:Instance cache: tier"];

describe.each(["aws", "gcp"] as const)("on %s", (platform) => {
  it.each(steps)("a step from %s replaces nothing, but a cache that gets a standby", (_, [from, was], [to, is]) => {
    const [before, after] = [inventory(platform, from, was), inventory(platform, to, is)];
    const replaced = Object.keys(before).flatMap((key) => {
      const type = key.split(" ")[0] ?? "";
      const changed = key in after ? differences(before[key], after[key]) : [];
      return changed
        .filter((path) => (read[type] ?? []).some((input) => path === input || path.startsWith(`${input}.`)))
        .map((path) => `${key}: ${path}`);
    });
    expect(replaced.filter((one) => !announced.includes(one))).toEqual([]);
  });
});

describe("what Azure lets be chosen only once", () => {
  /** What the SDK's own documentation says of an input, from Azure's specifications. */
  const said: [type: string, input: string, file: string, words: RegExp][] = [
    ["dbforpostgresql:Server", "administratorLogin", "dbforpostgresql/server", /it cannot be changed for the rest/],
    ["redisenterprise:Database", "clusteringPolicy", "redisenterprise/database", /cannot be updated without deleting/],
    ["redisenterprise:Database", "port", "redisenterprise/database", /Specified at create time/],
    ["storage:BlobContainer", "immutableStorageWithVersioning", "storage/blobContainer", /property is immutable/],
  ];

  it.each(said)("%s: %s, by the SDK's documentation", (type, input, file, words) => {
    expect(createOnly[`azure-native:${type}`]).toContain(input);
    const sdk = join(import.meta.dirname, "../../node_modules/@pulumi/azure-native", `${file}.d.ts`);
    const text = readFileSync(sdk, "utf8");
    const args = text.slice(text.indexOf("Args {"));
    const at = args.search(new RegExp(`^    ${input}\\??:`, "m"));
    expect(args.slice(args.lastIndexOf("/**", at), at)).toMatch(words);
  });
});
