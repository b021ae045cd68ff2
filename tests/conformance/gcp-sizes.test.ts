import { beforeAll, describe, expect, it } from "vitest";
import { comparePlans } from "../../engine/plan/replacements.ts";
import { type Size, sizes } from "../../infra/presets.ts";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";
import type { Plan } from "./rules/rule.ts";

/** Types of which a resource loses something when it is replaced or goes. */
const holdsData = [
  "gcp:artifactregistry/repository:Repository",
  "gcp:compute/globalAddress:GlobalAddress",
  "gcp:secretmanager/secret:Secret",
  "gcp:sql/database:Database",
  "gcp:sql/databaseInstance:DatabaseInstance",
  "gcp:sql/user:User",
  "gcp:storage/bucket:Bucket",
  "random:index/randomPassword:RandomPassword",
];

const changes = sizes.flatMap((from) => sizes.filter((to) => to !== from).map((to) => ({ from, to })));

describe.each(changes)("a change of size from $from to $to", ({ from, to }) => {
  let plans: { before: Plan; after: Plan };
  beforeAll(async () => {
    plans = { before: await planOf(from), after: await planOf(to) };
  });

  /** What is replaced or goes, as "type: because". */
  const lost = () =>
    comparePlans(plans.before.resources, plans.after.resources)
      .filter(({ kind }) => kind === "gone" || kind === "likely replaced")
      .map(({ urn, because }) => ({ type: urn.split("::")[2]!.split("$").at(-1)!, because }));

  it("takes nothing away that holds data, and replaces only a cache that gets a standby or loses it", () => {
    const kinds = new Set(plans.before.resources.map(({ type }) => type));
    for (const type of holdsData) expect(kinds).toContain(type);
    const hasStandby = (size: Size) => size !== "small";
    const cache = { type: "gcp:redis/instance:Instance", because: ["tier"] };
    expect(lost()).toEqual(hasStandby(from) === hasStandby(to) ? [] : [cache]);
  });
});

function planOf(size: Size): Promise<Plan> {
  return planCell(matrix.find((one) => one.platform === "gcp" && one.size === size && one.lifecycle === "production")!);
}
