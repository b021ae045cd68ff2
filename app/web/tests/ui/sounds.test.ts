import { describe, expect, it } from "vitest";
import { SOUNDS } from "../../../src/messages/sounds.ts";
import { RECIPES } from "../../src/sounds/recipes.ts";
import { lengthOf, tonesOf } from "../../src/sounds/synthesiser.ts";

describe("sounds", () => {
  it("are there for all names that the server knows, and no two are alike", () => {
    expect(Object.keys(RECIPES).sort()).toEqual([...SOUNDS].sort());
    expect(new Set(Object.values(RECIPES).map((recipe) => JSON.stringify(tonesOf(recipe)))).size).toBe(SOUNDS.size);
  });

  it.each(Object.entries(RECIPES))("%s is short, in a range that people hear, and never too loud", (_name, recipe) => {
    const tones = tonesOf(recipe);
    const length = lengthOf(tones);
    expect(length).toBeGreaterThan(0.3);
    expect(length).toBeLessThan(4);
    for (const { from, to, at, length: lasts } of tones) {
      expect(lasts).toBeGreaterThan(0.01);
      expect(at).toBeGreaterThanOrEqual(0);
      for (const frequency of [from, to]) {
        expect(frequency).toBeGreaterThan(50);
        expect(frequency).toBeLessThan(5_000);
      }
    }
    for (const { at } of tones) {
      const together = tones.filter((other) => other.at <= at && at < other.at + other.length);
      expect(together.reduce((sum, { volume }) => sum + volume, 0)).toBeLessThanOrEqual(1);
    }
  });
});

it("reads chords, glides and silences", () => {
  expect(tonesOf("tri .5 69+81:1 -:2 69>57:1 / sin 1 69:2")).toEqual([
    { wave: "triangle", at: 0, length: 0.5, from: 440, to: 440, volume: 0.2 },
    { wave: "triangle", at: 0, length: 0.5, from: 880, to: 880, volume: 0.2 },
    { wave: "triangle", at: 1.5, length: 0.5, from: 440, to: 220, volume: 0.4 },
    { wave: "sine", at: 0, length: 2, from: 440, to: 440, volume: 0.4 },
  ]);
});
