import type { ConfigReader } from "../config-values.ts";

/** What this feature reads, without the prefix CAMPFIRE_. */
export const AUDIT_VARIABLES = ["AUDIT_DAYS"];

/** For how many days an event of the audit log is kept. */
export const readAuditDays = (reader: ConfigReader): number =>
  reader.integer("CAMPFIRE_AUDIT_DAYS", 365, { min: 1, max: 36_500 });
