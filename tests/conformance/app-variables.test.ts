import { describe, expect, it } from "vitest";
import type { PlatformName } from "../../infra/platform-names.ts";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";
import { objectsOf } from "./rules/kubernetes-plan.ts";

const mib = 1024 * 1024;

function planWith(platform: PlatformName, variables: Record<string, string>) {
  const cell = matrix.find((one) => one.platform === platform)!;
  return planCell({ ...cell, config: { ...cell.config, "campfire:variables": JSON.stringify(variables) } });
}

const size = { CAMPFIRE_MAX_REQUEST_SIZE: String(64 * mib) };

describe("what an operator lets the app do, its surroundings let it do too", () => {
  it("on this machine: the ingress takes as large requests, for as long", async () => {
    const plan = await planWith("local", size);
    const file = plan.resources.find(({ name }) => name === "ingress.json");
    const { requestBytes, requestSeconds } = JSON.parse(String(file?.inputs.content)) as Record<string, number>;
    expect([requestBytes, requestSeconds]).toEqual([64 * mib, 1024]);
  });

  it("with Docker: Caddy takes as large requests", async () => {
    const plan = await planWith("docker", size);
    const caddy = plan.resources.find(({ type, name }) => type.includes("Container") && name === "ingress");
    expect(JSON.stringify(caddy?.inputs.uploads)).toContain(`max_size ${64 * mib}`);
  });

  it("on Kubernetes: the gateway waits as long, and private addresses can be reached", async () => {
    const plan = await planWith("kubernetes", { ...size, CAMPFIRE_WEBHOOK_ALLOW_PRIVATE: "true" });
    const route = objectsOf(plan, "HTTPRoute").find(({ metadata }) => metadata.name === "chat");
    const rules = route!.spec.rules as { timeouts?: { request: string } }[];
    expect(rules.flatMap(({ timeouts }) => timeouts?.request ?? [])).toEqual(["0s", "1024s"]);
    const policy = objectsOf(plan, "NetworkPolicy").find(({ metadata }) => metadata.name === "chat");
    const egress = JSON.stringify(policy!.spec.egress);
    expect(egress).toContain('"cidr":"0.0.0.0/0","except":["169.254.0.0/16"]');
    expect(egress).not.toContain("10.0.0.0/8");
  });
});
