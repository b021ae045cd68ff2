import type { PartName, Spec } from "../contract.ts";
import type { Size } from "../presets.ts";
import { priceTables } from "./prices.ts";

/** One thing that a stack pays for. */
export interface CostLine {
  part: PartName;
  /** As "Fargate, 2 × 0.5 vCPU". */
  what: string;
  /** How many units a month. */
  quantity: number;
  /** US dollars a unit. */
  price: number;
}

/** The prices of one platform: of the parts that matter, by its public list, without taxes, discounts and free tiers. */
export interface PriceTable {
  /** The month whose prices these are, as 2025-11. */
  dated: string;
  region: string;
  /** Where the prices are published. */
  source: string;
  /** Each price by its name; by class of machine where there are several. */
  prices: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  /** Price → the page that it was read from, with the month that the page says it is of. The others are from memory. */
  readAt: Readonly<Partial<Record<string, string>>>;
  /** What is assumed about the use of a stack, one sentence. */
  assumes: string;
  /** Why the size costs what it costs, and what it buys over the one below it. */
  buys: Record<Size, string>;
  lines(spec: Spec): CostLine[];
}

export interface Estimate {
  dated: string;
  region: string;
  /** Dearest first. */
  lines: (CostLine & { monthly: number })[];
  /** US dollars. */
  byPart: Partial<Record<PartName, number>>;
  monthly: number;
}

export const hoursPerMonth = 730;

/** What a stack costs a month; undefined on platforms that nobody bills for. Plain arithmetic: it asks no cloud. */
export function estimateCost(spec: Spec): Estimate | undefined {
  const table = priceTables[spec.settings.platform];
  if (!table) return undefined;
  const lines = table
    .lines(spec)
    .map((line) => ({ ...line, monthly: line.quantity * line.price }))
    .filter(({ monthly }) => monthly > 0)
    .sort((a, b) => b.monthly - a.monthly);
  const byPart: Estimate["byPart"] = {};
  for (const { part, monthly } of lines) byPart[part] = (byPart[part] ?? 0) + monthly;
  const monthly = lines.reduce((sum, line) => sum + line.monthly, 0);
  return { dated: table.dated, region: table.region, lines, byPart, monthly };
}

/** The estimate in one line, for the stack's outputs: in round dollars, since it is no better than that. */
export function describeCost(spec: Spec): string | undefined {
  const estimate = estimateCost(spec);
  if (!estimate) return undefined;
  const parts = Object.entries(estimate.byPart)
    .sort(([, a], [, b]) => b - a)
    .map(([part, monthly]) => `${part} ${dollars(monthly)}`);
  return `about ${dollars(estimate.monthly)} (${parts.join(", ")}; list prices of ${estimate.region}, ${estimate.dated})`;
}

export const dollars = (amount: number) =>
  amount > 0 && amount < 1 ? "under $1" : `$${Math.round(amount).toLocaleString("en-US")}`;
