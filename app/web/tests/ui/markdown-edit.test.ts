import { describe, expect, it } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import {
  addressOf,
  inCodeBlock,
  type Selected,
  toCodeBlock,
  toggleLines,
  toggleMark,
  toLink,
} from "../../src/chat/markdown-edit.ts";

/** The selection stands between bars: "a |b| c"; one bar is the caret. */
function read(marked: string): Selected {
  const [before = "", inside, after] = marked.split("|");
  if (after === undefined) return { text: before + (inside ?? ""), start: before.length, end: before.length };
  return { text: before + inside + after, start: before.length, end: before.length + inside!.length };
}

function show({ text, start, end }: Selected): string {
  const inside = start === end ? "|" : `|${text.slice(start, end)}|`;
  return text.slice(0, start) + inside + text.slice(end);
}

describe("marks", () => {
  it.each([
    ["a |b| c", "**", "a **|b|** c"],
    ["a **|b|** c", "**", "a |b| c"],
    ["a |**b**| c", "**", "a |b| c"],
    ["a **|b|** c", "*", "a ***|b|*** c"],
    ["a ***|b|*** c", "*", "a **|b|** c"],
    ["a *|b|* c", "**", "a ***|b|*** c"],
    ["a | c", "`", "a `|` c"],
    ["a `|` c", "`", "a | c"],
    ["|all of it|", "~~", "~~|all of it|~~"],
  ])("%s with %s becomes %s", (before, mark, after) => expect(show(toggleMark(read(before), mark))).toBe(after));

  it("are taken away by the same key that made them", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", " ", "é", "\n") });
    const mark = fc.constantFrom("*", "**", "~~", "`");
    fc.assert(
      fc.property(letters, letters, letters, mark, (before, inside, after, kind) => {
        const selected = { text: before + inside + after, start: before.length, end: before.length + inside.length };
        expect(toggleMark(toggleMark(selected, kind), kind)).toEqual(selected);
      }),
    );
  });
});

describe("lines", () => {
  it.each([
    ["one\nt|wo\nth|ree\nfour", "one\n> t|wo\n> th|ree\nfour"],
    ["> o|ne\n> tw|o", "o|ne\ntw|o"],
    ["o|ne", "> o|ne"],
  ])("%j quoted become %j", (before, after) => expect(show(toggleLines(read(before), "> "))).toBe(after));

  it.each([
    ["say |x()| now", "say \n```\n|x()|\n```\n now"],
    ["|", "```\n|\n```"],
    ["a\n|b\nc|\nd", "a\n```\n|b\nc|\n```\nd"],
  ])("%j become a code block: %j", (before, after) => expect(show(toCodeBlock(read(before)))).toBe(after));
});

describe("links", () => {
  it.each([
    ["see |this| one", "", "see [this](|https://|) one"],
    ["see | one", "", "see [|](https://) one"],
    ["see |this| one", "https://a.example/b", "see [this](https://a.example/b)| one"],
  ])("%s and %j become %s", (before, address, after) => expect(show(toLink(read(before), address))).toBe(after));

  it.each([
    [" https://a.example/b?c#d\n", "https://a.example/b?c#d"],
    ["see https://a.example", null],
    ["javascript:alert(1)", null],
    ["https://a.example/(b)", null],
  ])("%j is the address %j", (text, address) => expect(addressOf(text)).toBe(address));
});

it.each([
  ["```|", true],
  ["```js\nlet a;|\n```", true],
  ["```js\nlet a;\n```|", false],
  ["```js\nlet a;\n```\nand |", false],
  ["say ```x``` |", false],
  ["```x``` |", false],
  ["````\n```\n|", true],
  ["~~~\n```\n|", true],
  ["> ```\n> a|", true],
  ["plain|", false],
])("whether Enter makes a new line in %j: %s", (marked, expected) => {
  const { text, start } = read(marked);
  expect(inCodeBlock(text, start)).toBe(expected);
});
