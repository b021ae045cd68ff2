import { aws } from "./aws.ts";
import { azure } from "./azure.ts";
import { common } from "./common.ts";
import { docker } from "./docker.ts";
import { gcp } from "./gcp.ts";
import { kubernetes } from "./kubernetes.ts";
import { kubernetesAvailability } from "./kubernetes-availability.ts";
import { kubernetesFiles } from "./kubernetes-files.ts";
import { local } from "./local.ts";
import type { Rule } from "./rule.ts";

export const rules: Rule[] = [
  ...common,
  ...local,
  ...docker,
  ...kubernetes,
  ...kubernetesAvailability,
  ...kubernetesFiles,
  ...aws,
  ...gcp,
  ...azure,
];
