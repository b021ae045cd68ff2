import { beforeAll, describe, expect, it } from "vitest";
import { type Cell, matrix } from "./matrix.ts";
import { planCell, renderCell } from "./plan.ts";
import { type Damage, damages } from "./rules/gcp/damages.ts";
import { documents, urnsOf } from "./rules/gcp/documents.ts";
import { gcp } from "./rules/gcp.ts";
import { only, type Plan } from "./rules/rule.ts";
import { conformanceOf } from "./suite.ts";

conformanceOf("gcp");

const cellOf = (size: Cell["size"], lifecycle: Cell["lifecycle"]) =>
  matrix.find((cell) => cell.platform === "gcp" && cell.size === size && cell.lifecycle === lifecycle)!;

describe("each rule for Google Cloud", () => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await planCell(cellOf("medium", "production"));
  });

  it.each(gcp.map(({ id }) => id))("%s turns red without its remedy", (id) => {
    const { check } = gcp.find((rule) => rule.id === id)!;
    const damage: Damage | undefined = damages[id];
    expect(damage, `damages.ts takes no remedy of ${id} away`).toBeDefined();
    const damaged = structuredClone(plan);
    damage!(damaged);
    expect(check(damaged)).not.toEqual([]);
  });
});

describe("a short-lived stack on a borrowed network", () => {
  it("makes none of its own and is walled in all the same", async () => {
    const cell = cellOf("small", "ephemeral");
    const plan = await planCell({
      ...cell,
      config: { ...cell.config, "campfire:networkStack": "acme/campfire/network" },
    });
    const made = plan.resources.map(({ type }) => type);
    expect(made).not.toContain("gcp:compute/network:Network");
    expect(made).not.toContain("gcp:compute/subnetwork:Subnetwork");
    expect(made).toContain("pulumi:pulumi:StackReference");
    only(plan, "gcp:compute/firewall:Firewall", "deny-egress");
    expect(gcp.flatMap(({ check }) => check(plan))).toEqual([]);
  });
});

/** Each size and each lifecycle once: documents depend on one or the other. */
const diagonal = [cellOf("small", "ephemeral"), cellOf("medium", "staging"), cellOf("large", "production")];

describe.each(diagonal)("what $platform, $size, $lifecycle is told once all is known", (cell) => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await renderCell(cell);
  });

  it.each(documents)("$id: $holds", ({ check }) => {
    expect(check(plan)).toEqual([]);
  });

  it("registers nothing that an offline plan does not: no resource is made inside an apply", async () => {
    expect(urnsOf(plan)).toEqual(urnsOf(await planCell(cell)));
  });
});
