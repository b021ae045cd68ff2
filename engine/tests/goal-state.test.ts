import { expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { withoutStack } from "../rpc/log.ts";
import { durationSeconds } from "../update/goal-state.ts";

test("durations are read as Go writes them", () => {
  expect([durationSeconds("90s"), durationSeconds("1h30m"), durationSeconds("500ms"), durationSeconds("1.5m")]).toEqual(
    [90, 5400, 0.5, 90],
  );
  fc.assert(
    fc.property(
      fc.nat(99),
      fc.nat(59),
      fc.nat(59),
      (h, m, s) => durationSeconds(`${h}h${m}m${s}s`) === h * 3600 + m * 60 + s,
    ),
  );
});

test.each(["", "5", "5 minutes", "m5", "5m!"])("%j is no duration", (text) => {
  expect(() => durationSeconds(text)).toThrow("is no duration");
});

test("of an error's stack, the place in the program stays", () => {
  const stack = [
    "Running program '/p/main.ts' failed with an unhandled exception:",
    "Error: it broke",
    "  and more",
    "    at inner (/p/node_modules/lib/index.js:1:2)",
    "    at \u001b[90mfile:///p/src/part.ts\u001b[39m:12:34",
    "    at node:internal/modules:1:1",
  ].join("\n");
  expect(withoutStack(stack)).toBe("Error: it broke\n  and more (at /p/src/part.ts:12)");
  expect(withoutStack("no stack at all")).toBe("no stack at all");
});
