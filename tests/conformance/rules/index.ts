import { common } from "./common.ts";
import { kubernetes } from "./kubernetes.ts";
import { kubernetesAvailability } from "./kubernetesAvailability.ts";
import { local } from "./local.ts";
import type { Rule } from "./rule.ts";

export const rules: Rule[] = [...common, ...local, ...kubernetes, ...kubernetesAvailability];
