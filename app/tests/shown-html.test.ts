import { expect, test } from "vitest";
import { ShownHtml, type Written } from "../src/messages/shown-html.ts";

const message = (news: Partial<Written> = {}): Written => ({
  id: 1,
  change: 0,
  text: `*${"slanted ".repeat(100)}*`,
  source: null,
  markdown: true,
  mentions: null,
  ...news,
});

test("is Markdown's, or the text's from before there was Markdown, or that of the HTML it was sent as", () => {
  const shown = new ShownHtml();
  expect(shown.of(message({ text: "*a*\n# b" }))).toBe("<p><em>a</em></p>\n<h3>b</h3>");
  expect(shown.of(message({ text: "*a*\n# b", markdown: false }))).toBe("*a*<br># b");
  expect(shown.of(message({ text: "*a*", source: "<i>*a*</i><script>x()</script>" }))).toBe("<i>*a*</i>");
});

test("is told again of another message under the same number, as after a restored backup", () => {
  const shown = new ShownHtml();
  const first = shown.of(message());
  expect(shown.of(message())).toBe(first);
  const text = message().text.replace("slanted", "@Bob");
  const variants: Partial<Written>[] = [{ text }, { text, mentions: [{ userId: 5, start: 1, length: 4 }] }];
  variants.push({ markdown: false }, { source: `<b>${"bold ".repeat(60)}</b>` }, { change: 3 });
  for (const news of variants) expect(shown.of(message(news))).toBe(new ShownHtml().of(message(news)));
});

test("keeps to its measure, whatever is asked for", () => {
  const shown = new ShownHtml(20_000);
  const messages = Array.from({ length: 60 }, (_, id) =>
    message({ id, text: `*${id} ${"slanted ".repeat(30 * (id % 9))}*` }),
  );
  const expected = messages.map((one) => new ShownHtml().of(one));
  for (const _ of [1, 2]) expect(messages.map((one) => shown.of(one))).toEqual(expected);
  expect(shown.size).toBeLessThanOrEqual(20_000);
  expect(shown.size).toBeGreaterThan(10_000);
});
