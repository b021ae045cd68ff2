import { aws } from "./aws.ts";
import { common } from "./common.ts";
import { gcp } from "./gcp.ts";
import { local } from "./local.ts";
import type { Rule } from "./rule.ts";

export const rules: Rule[] = [...common, ...aws, ...gcp, ...local];
