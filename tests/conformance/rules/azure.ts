import { access } from "./azure/access.ts";
import { backups } from "./azure/backups.ts";
import { data } from "./azure/data.ts";
import { monitoring } from "./azure/monitoring.ts";
import { reach } from "./azure/reach.ts";
import { service } from "./azure/service.ts";
import type { Rule } from "./rule.ts";

/** What holds on Azure, for every size and lifecycle. */
export const azure: Rule[] = [...reach, ...access, ...data, ...service, ...backups, ...monitoring].map((rule) => ({
  ...rule,
  platforms: ["azure"],
}));
