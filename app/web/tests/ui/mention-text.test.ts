import { describe, expect, it } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { complete, mentionAt } from "../../src/chat/mention-text.ts";

const at = (marked: string) => mentionAt(marked.replace("|", ""), marked.indexOf("|"));

describe("mentions while they are typed", () => {
  it.each([
    ["@|", ""],
    ["hello @an|", "an"],
    ["(@Ana Ri|", "Ana Ri"],
    ["first\n@Łu|kasz", "Łu"],
    ["**@O’Neill|", "O’Neill"],
  ])("are found at the caret in %j", (marked, typed) => {
    expect(at(marked)?.typed).toBe(typed);
  });

  it.each(["ana@example|", "no |@an", "@ana, and|", "@one two three four|"])("are not found in %j", (marked) => {
    expect(at(marked)).toBeNull();
  });

  it("replace what was typed and nothing else, with the caret after them", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("", "a", "An", "Ana R"), fc.string(), (before, typed, after) => {
        const text = `${before} @${typed}`;
        const start = mentionAt(text + after, text.length)!;
        const done = complete(text + after, start, text.length, "@Ana Ribeiro");
        expect(done.text.startsWith(`${before} @Ana Ribeiro`)).toBe(true);
        expect(done.text.slice(0, done.caret).trimEnd()).toBe(`${before} @Ana Ribeiro`);
        expect(done.text.endsWith(after)).toBe(true);
      }),
    );
  });
});
