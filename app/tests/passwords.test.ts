import { describe, expect, test } from "vitest";
import { hashPassword, verifyPassword } from "../src/sessions/passwords.ts";

describe("passwords", () => {
  test("match only themselves, and the same one never has the same hash", async () => {
    const [one, two] = [await hashPassword("pässword"), await hashPassword("pässword")];
    expect(one).not.toBe(two);
    expect(await verifyPassword("pa\u0308ssword", one)).toBe(true);
    expect(await verifyPassword("passwort", one)).toBe(false);
    expect(await verifyPassword("anything", null)).toBe(false);
    expect(await verifyPassword("none", "none")).toBe(false);
  });
});
