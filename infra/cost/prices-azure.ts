import { azureSize } from "../azure/sizing.ts";
import type { PriceTable } from "./estimate.ts";
export const azure: PriceTable = { dated: "", region: "", source: "", assumes: "", buys: { small: "", medium: "", large: "" }, lines: (spec) => (azureSize(spec), []) };
