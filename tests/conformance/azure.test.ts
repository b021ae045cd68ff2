import { beforeAll, describe, expect, it } from "vitest";
import { committedInventory, inventoryOf } from "./golden.ts";
import { matrix } from "./matrix.ts";
import { renderCell } from "./plan.ts";
import { all, at, list, one, variable } from "./rules/azure/plan.ts";
import type { Plan } from "./rules/rule.ts";
import { conformanceOf } from "./suite.ts";

conformanceOf("azure");

const image = `registry.example.com/campfire@sha256:${"0".repeat(64)}`;

/** Each size and each lifecycle once: documents depend on one or the other. */
const diagonal = matrix.filter(
  ({ platform, size, lifecycle }) =>
    platform === "azure" && ["small ephemeral", "medium staging", "large production"].includes(`${size} ${lifecycle}`),
);

describe.each(diagonal)("the documents of $platform, $size, $lifecycle", (cell) => {
  let plan: Plan;
  beforeAll(async () => {
    // Made elsewhere: to build one, a registry would be asked for a token.
    plan = await renderCell({ ...cell, config: { ...cell.config, "campfire:image": image } });
  });

  it("register nothing that an offline plan does not: no resource is made inside an apply", () => {
    const {
      "docker-build:index:Image": _,
      "pulumi:providers:docker-build": __,
      ...counts
    } = committedInventory(plan).counts;
    expect(inventoryOf(plan).counts).toEqual(counts);
  });

  it("let the metrics agent read its configuration: it scrapes the replica and writes with the app's identity", () => {
    const containers = list(at(one(plan, "app:ContainerApp", "app").inputs, "template", "containers"));
    const agent = containers.find((container) => at(container, "name") === "prometheus");
    const config = JSON.parse(String(variable(agent, "PROMETHEUS_CONFIG")));
    expect(config.scrape_configs[0].job_name).toBe("campfire");
    expect(config.remote_write[0].url).toContain("/streams/Microsoft-PrometheusMetrics/api/v1/write");
    expect(config.remote_write[0].azuread.managed_identity.client_id).toBeTruthy();
  });

  it("give dashboards that Grafana can read", () => {
    const definitions = all(plan, "dashboard:DashboardDefinition");
    expect(definitions.length).toBeGreaterThan(0);
    for (const { inputs } of definitions) {
      const model = JSON.parse(String(at(inputs, "properties", "serializedData")));
      expect(model.panels.length).toBeGreaterThan(5);
    }
  });

  it("name every secret by an address in the vault, and hold none", () => {
    const secrets = [one(plan, "app:ContainerApp", "app"), ...all(plan, "app:Job")].flatMap(({ inputs }) =>
      list(at(inputs, "configuration", "secrets")),
    );
    expect(secrets).toHaveLength(7);
    for (const secret of secrets) expect(at(secret, "keyVaultUrl")).toMatch(/secrets\/[a-z-]+$/);
    for (const { inputs } of all(plan, "keyvault:Secret")) expect(at(inputs, "properties", "value")).toBe("<secret>");
  });
});
