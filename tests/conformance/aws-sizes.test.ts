import { describe, expect, it } from "vitest";
import { type Lifecycle, lifecycles, type Size, sizes } from "../../infra/presets.ts";
import { committedInventory } from "./golden.ts";

const golden = (size: Size, lifecycle: Lifecycle) => committedInventory({ platform: "aws", size, lifecycle });

/** What may differ between sizes of what holds data, or of what it stands on: AWS changes these in place, and nothing else of it. */
const inPlace: Record<string, string[]> = {
  "aws:rds/instance:Instance": ["allocatedStorage", "instanceClass", "maxAllocatedStorage", "multiAz"],
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    "automaticFailoverEnabled",
    "multiAzEnabled",
    "nodeType",
    "numCacheClusters",
  ],
  "aws:rds/parameterGroup:ParameterGroup": ["parameters"],
  "aws:efs/fileSystem:FileSystem": [],
  "aws:efs/accessPoint:AccessPoint": [],
  "aws:s3/bucket:Bucket": [],
  "aws:secretsmanager/secret:Secret": [],
  "random:index/randomPassword:RandomPassword": [],
  "random:index/randomId:RandomId": [],
  "aws:ec2/vpc:Vpc": [],
  "aws:ec2/subnet:Subnet": [],
  "aws:rds/subnetGroup:SubnetGroup": ["subnetIds"],
  "aws:elasticache/subnetGroup:SubnetGroup": ["subnetIds"],
  "aws:lb/loadBalancer:LoadBalancer": ["subnets"],
  "aws:lb/targetGroup:TargetGroup": [],
  "aws:ecs/cluster:Cluster": ["settings"],
  "aws:servicediscovery/service:Service": [],
  "aws:amp/workspace:Workspace": [],
  "aws:backup/vault:Vault": [],
};

/** Types that hold what can't be made again. */
const holdsData = /^(aws:(rds\/instance|efs\/fileSystem:|s3\/bucket:|secretsmanager\/secret:|backup\/vault:)|random:)/;

const pairs = lifecycles.flatMap((lifecycle) =>
  sizes.flatMap((from) => sizes.filter((to) => to !== from).map((to) => ({ lifecycle, from, to }))),
);

describe.each(pairs)("from $from to $to, $lifecycle", ({ from, to, lifecycle }) => {
  const [before, after] = [golden(from, lifecycle).resources, golden(to, lifecycle).resources];

  it("changes nothing that AWS could only replace", () => {
    const wrong = Object.keys(before).flatMap((key) => {
      const allowed = inPlace[key.split(" ")[0] ?? ""];
      const [old, now] = [before[key], after[key]] as (Record<string, unknown> | undefined)[];
      if (!allowed || !old || !now) return [];
      const changed = Object.keys({ ...old, ...now }).filter(
        (property) => JSON.stringify(old[property]) !== JSON.stringify(now[property]),
      );
      return changed.filter((property) => !allowed.includes(property)).map((property) => `${key}: ${property}`);
    });
    expect(wrong).toEqual([]);
  });

  it("removes nothing that holds data", () => {
    const removed = Object.keys(before).filter((key) => !(key in after));
    expect(removed.filter((key) => holdsData.test(key))).toEqual([]);
  });
});

it("every type that holds data is looked at", () => {
  const types = new Set(Object.keys(golden("large", "production").resources).map((key) => key.split(" ")[0] ?? ""));
  const held = [...types].filter((type) => holdsData.test(type));
  expect(held.length).toBeGreaterThanOrEqual(7);
  expect(held.filter((type) => !(type in inPlace))).toEqual([]);
});
