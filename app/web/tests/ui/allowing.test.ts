import { expect, it } from "vitest";
import { stepsToAllow, systemHint } from "../../src/device/allowing.ts";

it.each([
  ["Chrome on Windows", "left of the address"],
  ["Edge on Mac", "left of the address"],
  ["Firefox on Linux", "crossed-out sign"],
  ["Safari on Mac", "Safari’s menu"],
  ["Chrome on Android", "Tap the sign"],
  ["Safari on iPhone", "Open Settings"],
  ["Some other program", "settings for chat.example"],
])("whoever blocked notifications in %s is told the way back there", (device, words) => {
  const steps = stepsToAllow(device, "chat.example");
  expect(steps[0]).toContain(words);
  expect(steps.at(-1)).toBe("Open this again.");
});

it("tells where a system keeps notifications quiet, by its own names where it is known", () => {
  expect(systemHint("Chrome on Windows")).toContain("System › Notifications");
  expect(systemHint("Chrome on Windows")).toContain("keep Chrome or Campfire quiet");
  expect(systemHint("Firefox on Linux")).toContain("your system’s settings");
  expect(systemHint("Some other program")).toContain("keep your browser or Campfire quiet");
});
