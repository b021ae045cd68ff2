import { describe, expect, it } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { returnPath } from "../../src/return-path.ts";

const asked = (path: string) => returnPath(`?${new URLSearchParams({ return: path })}`);

describe("the way on after signing in", () => {
  it.each(["/rooms/7", "/rooms/7/@12", "/rooms/7/messages/12", "/messages/12"])("leads to %s", (path) => {
    expect(asked(path)).toBe(path);
  });

  it.each([
    "https://evil.example.com/rooms/7",
    "//evil.example.com/rooms/7",
    "/\\evil.example.com/rooms/7",
    "\\\\evil.example.com",
    "/\t/evil.example.com",
    "/rooms/7\n//evil.example.com",
    "/rooms/7/../../../evil",
    "/rooms/7@evil.example.com",
    "/messages/12//evil.example.com",
    "javascript:alert(1)//rooms/7",
    " /rooms/7",
    "/rooms/7?return=//evil.example.com",
    "/session/new",
    "",
  ])("leads nowhere else: %j", (path) => {
    expect(asked(path)).toBe("/");
  });

  it("stays on this site, whatever is asked for", () => {
    const part = fc.constantFrom(
      "/",
      "//",
      "\\",
      "rooms",
      "messages",
      "7",
      "@",
      ":",
      "https",
      "evil.example",
      "\n",
      "..",
      "%2f",
    );
    const path = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.array(part).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(path, (wanted) => {
        const found = asked(wanted);
        expect([wanted, "/"]).toContain(found);
        const { origin, pathname } = new URL(found, "https://chat.example.com");
        expect([origin, pathname]).toEqual(["https://chat.example.com", found]);
      }),
    );
  });

  it("leads to the start when nothing is asked for", () => {
    expect(returnPath("")).toBe("/");
  });
});
