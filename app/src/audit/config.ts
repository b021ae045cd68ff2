import { integer } from "../settings/variable.ts";

export const auditVariables = {
  days: integer("CAMPFIRE_AUDIT_DAYS", {
    fallback: 365,
    min: 1,
    max: 36_500,
    does: "for how many days an event of the audit log is kept",
    readBy: ["serve"],
  }),
};
