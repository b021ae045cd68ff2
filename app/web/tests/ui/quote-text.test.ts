import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../../src/messages/markdown.ts";
import { quote } from "../../src/chat/quote-text.ts";

const of = (text: string, name = "Ben Okafor") => quote({ text, name, address: "https://c.example/rooms/1/@5" });

describe("a quote", () => {
  it("holds what was said, who said it and where, and not what was quoted there", () => {
    expect(of("> old\n> — [Ana](https://c.example/rooms/1/@4)\n\nYes\nindeed")).toBe(
      "> Yes\n> indeed\n> — [Ben Okafor](https://c.example/rooms/1/@5)\n\n",
    );
  });

  it("is cut when it is long, and ends the code that it cuts", () => {
    const lines = of(`\`\`\`js\n${"x();\n".repeat(20)}\`\`\``)
      .trim()
      .split("\n");
    expect(lines.slice(-3)).toEqual(["> …", "> ```", "> — [Ben Okafor](https://c.example/rooms/1/@5)"]);
  });

  it("shows any name as it is", () => {
    for (const name of ["Ben *the* [Great]", "a_b_c", "<b>", "\\", "`tick`", "R&amp;D", "~~x~~"]) {
      const { html } = renderMarkdown(of("Yes", name));
      const shown = name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      expect(html).toContain(
        `<a href="https://c.example/rooms/1/@5" target="_blank" rel="noopener noreferrer">${shown}</a>`,
      );
    }
  });
});
