import { aws } from "./aws.ts";
import { azure } from "./azure.ts";
import { common } from "./common.ts";
import { local } from "./local.ts";
import type { Rule } from "./rule.ts";

export const rules: Rule[] = [...common, ...aws, ...azure, ...local];
