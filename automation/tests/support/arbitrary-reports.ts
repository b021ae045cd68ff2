import fc from "fast-check";
import { type Change, changeKinds, limits, type Report } from "../../report/report.ts";

/** What people put into names to break a page, and what is hard to measure. */
const nasty = fc.constantFrom(
  "@team/admins please",
  "](https://evil.example)",
  "![x](https://evil.example/x.png)",
  "<img src=x onerror=alert(1)>",
  "</details><h1>",
  "<!-- campfire-stack preview/prod -->",
  "-->",
  "`",
  "``` ",
  "`````````",
  "\n```\n# heading\n",
  "| a | b |\n|---|---|",
  "\\|`",
  "#1 fixes #2",
  "https://evil.example",
  "&#64;you",
  "$x$ **b** _i_ ~~s~~",
  "\u202egnp.exe",
  "\u0000\u0007\u001b[31m",
  "💬".repeat(30),
  "\ud800",
  "    indented",
  "- [ ] task",
);

export const words = (maxLength: number) =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: nasty }, fc.string({ unit: "binary", maxLength: 30 })), { maxLength: 8 })
    .map((parts) => parts.join("").slice(0, maxLength));

const property = fc.record({
  path: words(limits.path),
  before: fc.option(words(limits.value)),
  after: fc.option(words(limits.value)),
});

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(...changeKinds),
  type: words(limits.name),
  name: words(limits.name),
  because: fc.array(words(limits.path), { maxLength: 8 }),
  properties: fc.array(property, { maxLength: 12 }),
  more: fc.nat(),
  note: words(limits.name),
});

/** Any report that `readReports` lets through. */
export const anyReport: fc.Arbitrary<Report> = fc.record({
  stack: fc.stringMatching(/^[\w.-]{1,100}$/),
  outcome: fc.constantFrom("planned", "failed", "absent"),
  // Repeated: pages are long by number.
  changes: fc
    .tuple(fc.array(change, { maxLength: 6 }), fc.nat({ max: 9 }))
    .map(([some, times]) => Array.from({ length: times }, () => some).flat()),
  unchanged: fc.nat(),
  diagnostics: fc.array(
    fc.record({
      severity: fc.constantFrom("error", "warning", "info"),
      resource: words(limits.name),
      message: words(limits.text),
    }),
    { maxLength: 4 },
  ),
  log: words(limits.text),
});
