import { accessRules } from "./gcp/access.ts";
import { dataRules } from "./gcp/data.ts";
import { networkRules } from "./gcp/network.ts";
import { serviceRules } from "./gcp/service.ts";
import { watchRules } from "./gcp/watch.ts";
import type { Rule } from "./rule.ts";

/** What holds for every stack on Google Cloud. */
export const gcp: Rule[] = [...networkRules, ...dataRules, ...serviceRules, ...accessRules, ...watchRules];
