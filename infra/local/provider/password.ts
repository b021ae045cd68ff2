import { randomInt } from "node:crypto";
import type { Kind } from "./kind.ts";
import { type Properties, secret } from "./values.ts";

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Generated values exist in the state only: nothing of them is in the world, so nothing can drift. */
export const password: Kind = {
  inputs: ["length", "alphabet", "generation"],
  replaceOn: [],
  defaults: () => ({ length: 32, alphabet: LETTERS_AND_DIGITS, generation: 1 }),

  check(checker) {
    checker.integer("length", { min: 16, max: 256 });
    checker.integer("generation", { min: 1, max: 1_000_000 });
    const alphabet = checker.text("alphabet") ?? LETTERS_AND_DIGITS;
    if (new Set(alphabet).size < 16) checker.fail("alphabet", "alphabet must have at least 16 different characters.");
  },

  id: (_, { name }) => name,
  create: async (inputs) => generate(inputs),
  update: async (_, inputs) => generate(inputs),
  read: async ({ value }) => (value === undefined ? undefined : {}),
  drifted: async () => false,
  delete: async () => {},
};

function generate({ length, alphabet }: Properties): Properties {
  const characters = [...new Set<string>(alphabet)];
  const value = Array.from({ length }, () => characters[randomInt(characters.length)]).join("");
  return { value: secret(value) };
}
