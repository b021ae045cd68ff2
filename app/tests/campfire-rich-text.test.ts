import { describe, expect, test } from "vitest";
import { readRichText } from "../src/moving/campfire/rich-text.ts";
import { mentionOf } from "./support/once-campfire.ts";

describe("rich text of a once-campfire", () => {
  const people = new Map([[7, "Ann"]]);

  test.each([
    ["<div>plain</div>", "plain", false],
    ["<div>a<br>b</div>", "a\nb", false],
    ['<div><a href="https://a.example/">https://a.example/</a></div>', "https://a.example/", false],
    ['<div><a href="https://a.example/">named</a></div>', "named", true],
    ["<pre>code</pre>", "code", true],
    ["<div>1 &lt; 2</div>", "1 < 2", false],
    ['<div>a<script>alert(1)</script><img src="x" onerror="alert(2)"></div>', "a", true],
    [
      '<div>https://a.example <action-text-attachment content-type="application/vnd.actiontext.opengraph-embed" href="https://a.example" filename="A"></action-text-attachment></div>',
      "https://a.example",
      false,
    ],
    [
      '<action-text-attachment content-type="application/vnd.actiontext.opengraph-embed" href="https://a.example" filename="A"></action-text-attachment>',
      "A",
      true,
    ],
    ["<div>@Ann without a mention</div>", "@Ann without a mention", false],
    [`<div>${mentionOf(999)}gone</div>`, "gone", false],
  ])("%s", (html, body, formatted) => {
    const said = readRichText(html, people);
    expect([said.body, said.source !== null, said.mentions]).toEqual([body, formatted, null]);
  });
});
