import type { Spec } from "../contract.ts";
import type { PlatformName } from "../platform-names.ts";
import { type Lifecycle, lifecyclePresets, type Size, sizePresets, sizes } from "../presets.ts";
import { readSettings } from "../settings.ts";
import { dollars, estimateCost, type PriceTable } from "./estimate.ts";
import { priceTables } from "./prices.ts";

const platforms = Object.entries(priceTables) as [PlatformName, PriceTable][];

/** The README's table: dollars a month by platform and size, of production stacks. */
export function costTable(): string {
  return markdownTable([
    [
      "a month, production",
      ...sizes.map((size) => `${size} (${sizePresets[size].targets.users.toLocaleString("en-US")} people)`),
    ],
    ...platforms.map(([platform]) => [
      `**${platform}**`,
      ...sizes.map((size) => dollars(monthly(platform, size, "production"))),
    ]),
  ]);
}

/** A page of what stands behind each figure. */
export function costPage(): string {
  const sections = platforms.map(([platform, table]) =>
    [
      `## ${platform}`,
      `List prices of ${table.region}, for orientation: compare with ${table.source} before you count on them. ${table.assumes}`,
      ...sizes.map((size) => `- **${size}**, ${dollars(monthly(platform, size, "production"))}: ${table.buys[size]}`),
      ...sizes.map((size) => `### ${platform}, ${size}, production\n\n${linesTable(platform, size)}`),
    ].join("\n\n"),
  );
  return `${[
    "# What a stack costs",
    "<!-- Written by `npm run costs` from infra/cost: do not edit. -->",
    "US dollars a month, without taxes, discounts and free tiers. `pulumi preview` and `pulumi up` show the same estimate for your stack as the output `estimatedMonthlyCost`.",
    costTable(),
    ...sections,
    "## Where the prices are from",
    "The clouds' own price lists fill themselves in while somebody looks at them. So each price was compared with a page that holds it as text, where one was found; what says *from memory* was not, and is as we knew it in the month that stands above its table.",
    ...platforms.map(([platform, table]) => `### ${platform}, ${table.dated}\n\n${pricesTable(table)}`),
    "",
  ]
    .join("\n\n")
    .trimEnd()}\n`;
}

function pricesTable({ prices, readAt }: PriceTable): string {
  const shown = (price: number | Readonly<Record<string, number>>) =>
    typeof price === "number"
      ? plain(price)
      : Object.entries(price)
          .map(([name, one]) => `${name} ${plain(one)}`)
          .join(", ");
  return markdownTable([
    ["price", "$", "read at"],
    ...Object.entries(prices).map(([name, price]) => [`\`${name}\``, shown(price), readAt[name] ?? "*from memory*"]),
  ]);
}

/** As people write it: no powers of ten, and no noise of binary fractions. */
const plain = (price: number) =>
  String(Number(price.toPrecision(6))).replace(
    /^(\d)e-(\d+)$/,
    (_, digit, zeros) => `0.${"0".repeat(zeros - 1)}${digit}`,
  );

function linesTable(platform: PlatformName, size: Size): string {
  const { lines = [], monthly: sum = 0 } = estimateCost(specOf(platform, size, "production")) ?? {};
  return markdownTable([
    ["part", "what", "$ a month"],
    ...lines.map((line) => [line.part, line.what, line.monthly.toFixed(2)]),
    ["", "**together**", `**${sum.toFixed(2)}**`],
  ]);
}

const monthly = (platform: PlatformName, size: Size, lifecycle: Lifecycle) =>
  estimateCost(specOf(platform, size, lifecycle))?.monthly ?? 0;

function specOf(platform: PlatformName, size: Size, lifecycle: Lifecycle): Spec {
  const { settings } = readSettings({ platform, size, lifecycle });
  if (!settings) throw new Error(`${platform}, ${size} and ${lifecycle} make no stack`);
  const preset = sizePresets[size];
  return {
    project: "campfire",
    stack: "estimate",
    settings,
    size: preset,
    lifecycle: lifecyclePresets[lifecycle],
    replicas: preset.replicas.min,
  };
}

function markdownTable([head = [], ...rows]: string[][]): string {
  const rule = head.map(() => "---");
  return [head, rule, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
