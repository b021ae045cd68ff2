import { describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { Masker } from "../display/masker.ts";
import { masked, secretTexts } from "../values/mask.ts";
import { keepOld, parsePath, touches } from "../values/paths.ts";
import {
  containsSecret,
  flattenOutputs,
  markLikeInputs,
  sameValue,
  secret,
  signatureKey,
  signatures,
  unknown,
  unwrap,
  type Value,
} from "../values/wire.ts";
import { properties, value } from "./support/arbitraries.ts";

const output = (fields: object): Value => ({ [signatureKey]: signatures.output, ...fields });

describe("property values", () => {
  test("a secret equals its plain value, at any depth: secrecy is no change", () => {
    fc.assert(fc.property(value, (any) => sameValue(any, unwrap(any))));
  });

  test("the order of an object's keys is no change, the order of a list is", () => {
    expect(sameValue({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
    expect(sameValue(undefined, null)).toBe(false);
  });

  test("an output value becomes what it holds: a plain value, a secret or an unknown", () => {
    expect(
      flattenOutputs({
        plain: output({ value: 1 }),
        hidden: output({ value: { deep: output({ value: "x" }) }, secret: true }),
        later: output({}),
        hiddenLater: [output({ secret: true })],
      }),
    ).toEqual({ plain: 1, hidden: secret({ deep: "x" }), later: unknown, hiddenLater: [secret(unknown)] });
  });

  test("a value with a secret deep inside is known to have it", () => {
    expect(containsSecret([{ a: secret(1) }])).toBe(true);
    expect(containsSecret([{ a: 1 }])).toBe(false);
  });

  test("what a provider without secrets returns under a secret input's name is a secret", () => {
    const outputs = markLikeInputs({ password: "x", user: "y" }, { password: [secret("x")], user: "y" });
    expect(outputs).toEqual({ password: secret("x"), user: "y" });
  });
});

describe("masking", () => {
  test("nothing of a secret is shown, wherever it is", () => {
    const hidden = "never-shown-7391";
    fc.assert(
      fc.property(value, properties, (any, more) => {
        const shown = JSON.stringify(
          masked({ ...more, secret: secret([hidden, any]), nested: [{ deep: secret(hidden) }] }),
        );
        expect(shown).not.toContain(hidden);
        expect(shown).not.toContain(signatureKey);
      }),
    );
  });

  test("secrets are shown when they are asked for, unknowns and assets never as what they are on the wire", () => {
    const asset = { [signatureKey]: signatures.asset, path: "a.txt" };
    expect(masked({ a: secret("x"), b: unknown, c: asset }, true)).toEqual({
      a: "x",
      b: "<unknown>",
      c: "asset(a.txt)",
    });
    expect(masked({ a: secret("x") })).toEqual({ a: "<secret>" });
  });

  test("a secret that is part of another leaves nothing of the other, and an empty one is no secret", () => {
    const masker = new Masker();
    for (const text of ["hunter2", "", "hunter2-and-more"]) masker.addText(text);
    expect(masker.mask("a hunter2-and-more, a hunter2")).toBe("a <secret>, a <secret>");
  });

  test("the texts of secrets are found for masking log lines, but not ones so short that they are everywhere", () => {
    expect(secretTexts({ a: secret({ b: ["long enough", "short"] }), c: "no secret at all" })).toEqual(["long enough"]);
  });
});

describe("property paths", () => {
  test.each([
    ["a", ["a"]],
    ["a.b[0].c", ["a", "b", 0, "c"]],
    ['a["x.y"].*', ["a", "x.y", "*"]],
    ["a[*].b", ["a", "*", "b"]],
  ])("%s is read", (path, steps) => expect(parsePath(path)).toEqual(steps));

  test.each(["", "a[", "a[x]"])("%j is refused", (path) => expect(parsePath(path)).toBeUndefined());

  test("ignoring a property keeps its old value, or its absence", () => {
    expect(keepOld({ a: 2, b: 2 }, { a: 1 }, ["a", "b"])).toEqual({ a: 1 });
    expect(keepOld({ a: { b: 2, c: 2 } }, { a: { b: 1 } }, ["a.b"])).toEqual({ a: { b: 1, c: 2 } });
    expect(keepOld({ a: [{ b: 2 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 1 }] }, ["a[*].b"])).toEqual({
      a: [{ b: 1 }, { b: 1 }],
    });
  });

  test("ignoring every property leaves all as it was", () => {
    fc.assert(
      fc.property(properties, properties, (olds, news) => {
        expect(keepOld(news, olds, ["*"])).toEqual(olds);
      }),
    );
  });

  test("a change is matched by a pattern on or above it", () => {
    expect(touches("a.b[0]", ["a"])).toBe(true);
    expect(touches("a.b[0]", ["a.*"])).toBe(true);
    expect(touches("a", ["a.b"])).toBe(true);
    expect(touches("ab", ["a"])).toBe(false);
  });
});
