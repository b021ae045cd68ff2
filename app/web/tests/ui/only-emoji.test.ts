import { expect, it } from "vitest";
import { isOnlyEmoji } from "../../src/ui/only-emoji.ts";

it.each(["🎉", " 👍🏽 ", "👩‍👩‍👧‍👦🏳️‍🌈", "🇩🇪 🇫🇷 🇪🇸", "❤️", "1️⃣"])("shows %s large", (text) =>
  expect(isOnlyEmoji(text)).toBe(true),
);
it.each(["🎉🎉🎉🎉", "123", "#", "ok 👍", "", "©", "👍 `x`"])("shows %j as any text", (text) =>
  expect(isOnlyEmoji(text)).toBe(false),
);
