import type { PriceTable } from "./estimate.ts";
import { aws } from "./prices-aws.ts";
import { azure } from "./prices-azure.ts";
import { gcp } from "./prices-gcp.ts";

/** The platforms that send a bill, by name. */
export const priceTables: Partial<Record<string, PriceTable>> = { aws, gcp, azure };
