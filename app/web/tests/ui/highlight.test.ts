import { describe, expect, it } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { excerpt, pieces } from "../../src/ui/highlight.tsx";

const marked = (text: string, query: string) =>
  pieces(text, query)
    .filter(({ found }) => found)
    .map((piece) => piece.text);

describe("what a search found", () => {
  it.each([
    ["We shipped the ship, shipping ships", "ship", ["shipped", "ship", "shipping", "ships"]],
    ["Release notes are released", "releasing NOTES", ["Release", "notes", "released"]],
    ["Au café de la gare", "cafe", ["café"]],
    ["shipment and worship", "ship", []],
  ])("is marked in %j for %j", (text, query, found) => {
    expect(marked(text, query)).toEqual(found);
  });

  it("loses nothing of the text, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, query) => {
        expect(
          pieces(text, query)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });

  it("is in the excerpt of a long message, however far down", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (before, after) => {
        const text = `${"word ".repeat(before)}needle ${"more ".repeat(after)}`;
        expect(excerpt(text, "needles")).toContain("needle");
        expect(excerpt(text, "needles").length).toBeLessThan(260);
      }),
    );
  });
});
