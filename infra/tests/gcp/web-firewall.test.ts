import { describe, expect, it } from "vitest";
import { chatRules, grafanaRules, type WebFirewallRule } from "../../gcp/web-firewall-rules.ts";

/** Answers an expression for a harmless request: what it says of the path is worked out, and no attack is found. */
function matches(expression: string | undefined, path: string): boolean {
  if (expression === undefined) return true;
  const answered = expression
    .replaceAll(/request\.path\.matches\('([^']*)'\)/g, (_all, pattern: string) =>
      String(new RegExp(pattern).test(path)),
    )
    .replaceAll(/evaluatePreconfiguredWaf\('[a-z]+-v33-stable', \{'sensitivity': 1\}\)/g, "false");
  expect(answered).toMatch(/^(true|false|!|&&|\|\||[() ])+$/);
  return new Function(`return ${answered}`)() as boolean;
}

const firstFor = (rules: WebFirewallRule[], path: string) =>
  [...rules].sort((a, b) => a.priority - b.priority).find(({ expression }) => matches(expression, path))!;

describe("the web firewall before the chat", () => {
  it.each(["/metrics", "/metrics/"])("refuses %s", (path) => {
    expect(firstFor(chatRules, path).action).toBe("deny(403)");
  });

  it.each(["/ws", "/ws/"])(
    "lets an address open 60 WebSockets in ten seconds at %s: 5 a second and 10 at once",
    (path) => {
      expect(firstFor(chatRules, path)).toMatchObject({ action: "throttle", limit: 60 });
    },
  );

  it.each(["/", "/api/state", "/api/rooms/1/messages", "/metrics-of-mine", "/wsx", "/assetsx"])(
    "lets an address ask for %s 120 times in ten seconds: 10 a second and 20 at once",
    (path) => {
      expect(firstFor(chatRules, path)).toMatchObject({ action: "throttle", limit: 120 });
    },
  );

  it.each(["/assets/index-1a2b3c.js", "/health", "/health/ready"])("does not limit %s", (path) => {
    expect(firstFor(chatRules, path).action).toBe("allow");
  });

  it.each(["/api/rooms/1/messages", "/api/messages/7", "/rooms/1/2-abc/messages", "/api/search"])(
    "does not take what people say at %s for an attack",
    (path) => {
      const judged = chatRules.filter(({ expression }) => expression?.includes("sqli") || expression?.includes("rce"));
      expect(judged).toHaveLength(2);
      for (const { expression } of judged) {
        expect(expression).toMatch(/^!request\.path\.matches\('[^']+'\) && \(/);
        expect(matches(expression!.slice(1, expression!.indexOf(" &&")), path)).toBe(true);
      }
    },
  );
});

describe.each([
  ["chat", chatRules],
  ["grafana", grafanaRules],
])("the rules before %s", (_name, rules) => {
  it("have priorities of their own and end by letting everybody through", () => {
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
    expect(rules.at(-1)).toMatchObject({ priority: 2_147_483_647, expression: undefined, action: "allow" });
  });

  it("keep to Cloud Armor's limits: five subexpressions and 2048 characters an expression", () => {
    for (const { expression = "" } of rules) {
      const parts = expression.split(/&&|\|\|/).length;
      expect(parts).toBeLessThanOrEqual(5);
      expect(expression.length).toBeLessThanOrEqual(2048);
    }
  });

  it("limit exactly what they throttle", () => {
    for (const { action, limit } of rules) expect(limit !== undefined).toBe(action === "throttle");
  });
});
