import { describe, expect, it } from "vitest";
import { matches } from "../../src/ui/matching.ts";
import { initials, listOf, roomName } from "../../src/ui/names.ts";
import { snapshotOf } from "../support/sync-world.ts";

describe("names", () => {
  it.each([
    ["Ana Ribeiro", "AR"],
    ["  madonna ", "M"],
    ["Chiara de la Cruz", "CC"],
    ["👩‍🚀 Nova", "👩‍🚀N"],
    ["", ""],
  ])("shortens %j to %j", (name, expected) => {
    expect(initials(name)).toBe(expected);
  });

  it("calls a direct room after the others in it, or after oneself", () => {
    const [room] = snapshotOf(0).rooms;
    const users = new Map(
      ["Ana", "Ben", "Chiara"].map((name, id) => [id, { id, name, role: "member" as const, avatarUrl: null }]),
    );
    const direct = (userIds: number[]) => roomName({ ...room!, type: "direct", name: null, userIds }, users, 0);
    expect(direct([0, 1])).toBe("Ben");
    expect(direct([2, 0, 1])).toBe("Chiara and Ben");
    expect(direct([0])).toBe("Ana (you)");
  });

  it("keeps names that run from right to left apart from the words around them", () => {
    expect(listOf(["دانا", "Ben"])).toBe("\u200e\u2068دانا\u2069 and \u2068Ben\u2069");
    expect(listOf(["دانا"])).toBe("دانا");
    expect(listOf(["Zoë", "Ben"])).toBe("Zoë and Ben");
  });

  it("finds names by the beginnings of their words, whatever the case and the accents", () => {
    expect(matches("Chloé Dubois", "chloe")).toBe(true);
    expect(matches("Chloé Dubois", "DUB ch")).toBe(true);
    expect(matches("Chloé Dubois", "ubois")).toBe(false);
    expect(matches("Anything", "")).toBe(true);
  });
});
