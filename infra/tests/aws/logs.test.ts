import { expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import { insightsLink } from "../../aws/logs.ts";

/** What the console makes of an address: "$" is "%", and * with two digits is a character. */
function read(link: string): { query: string; group: string } {
  const state = decodeURIComponent(new URL(link).hash.replace("#logsV2:logs-insights", "").replaceAll("$", "%"));
  const [, query = "", group = ""] = /editorString~'([^~]*)~source~\(~'([^)]*)\)/.exec(state) ?? [];
  const text = (coded: string) =>
    coded.replaceAll(/\*([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return { query: text(query), group: text(group) };
}

it("the link to the errors opens the console with the query and the log that it was made of", () => {
  const printable = fc.string({ unit: "grapheme-ascii", minLength: 1 });
  fc.assert(
    fc.property(printable, printable, (query, group) => {
      const link = insightsLink("eu-central-1", group, query);
      expect(link).toMatch(
        /^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=eu-central-1#/,
      );
      expect(link).not.toMatch(/[\s"<>]/);
      expect(read(link)).toEqual({ query, group });
    }),
  );
});
