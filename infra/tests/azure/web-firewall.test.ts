import { describe, expect, it } from "vitest";
import { customRules } from "../../azure/web-firewall.ts";
import { rateLimits } from "../../presets.ts";

interface Rule {
  name: string;
  priority: number;
  action: string;
  rateLimitDurationInMinutes?: number;
  rateLimitThreshold?: number;
  matchConditions: { matchVariable: string; operator: string; matchValue: string[]; negateCondition?: boolean }[];
}
const rules = customRules as unknown as Rule[];
const named = (name: string) => rules.find((rule) => rule.name === name)!;

/** Whether Front Door would let a rule look at a request: its first condition, applied to what Front Door calls RequestUri. */
const concerns = (name: string, uri: string) =>
  named(name).matchConditions.every(({ matchValue }) => matchValue.some((pattern) => new RegExp(pattern).test(uri)));

describe("the firewall's own rules", () => {
  it.each(["/metrics", "/metrics?name=up", "/metrics/", "https://chat.example.com:443/metrics"])("refuse %s", (uri) => {
    expect(concerns("refuseMetrics", uri)).toBe(true);
    expect(named("refuseMetrics").action).toBe("Block");
  });

  it.each(["/", "/rooms/1/metrics", "/metrics-of-the-heart", "/search?q=/metrics"])("let %s pass", (uri) => {
    expect(concerns("refuseMetrics", uri)).toBe(false);
  });

  it("limit sockets being opened, and everything together, to what the guide says for each address", () => {
    expect(concerns("limitWebSockets", "/ws")).toBe(true);
    expect(concerns("limitWebSockets", "/wsx")).toBe(false);
    const { requests, webSockets } = rateLimits;
    for (const [name, { perSecond, burst }] of [
      ["limitRequests", requests],
      ["limitWebSockets", webSockets],
    ] as const) {
      const { rateLimitDurationInMinutes, rateLimitThreshold } = named(name);
      expect(rateLimitDurationInMinutes).toBe(1);
      expect(rateLimitThreshold).toBe(60 * perSecond + burst);
    }
    expect(named("limitRequests").matchConditions).toEqual([
      { matchVariable: "SocketAddr", operator: "IPMatch", matchValue: ["192.0.2.0/24"], negateCondition: true },
    ]);
  });

  it("have names that Azure takes, and an order of their own", () => {
    for (const { name } of rules) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
  });
});
