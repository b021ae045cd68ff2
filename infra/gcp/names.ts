import { createHash } from "node:crypto";
import type { Spec } from "../contract.ts";

/** The shortest of Google Cloud's limits for what is named here: 49 characters of a Cloud Run service. */
const longest = 49;

/**
 * A name that says whose it is: small letters, digits and -, beginning with a letter. For what has to be known before it is made, as the
 * service in the queries of alerts. Only for things whose name is free again as soon as they are deleted; Pulumi makes up all others.
 */
export function nameOf({ project, stack }: Spec, what = ""): string {
  const full = [project, stack, what].filter((part) => part !== "").join("-");
  const clean = full
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, "-")
    .replace(/^[^a-z]+/, "")
    .replace(/-+$/, "");
  if (clean === full && clean.length <= longest) return clean;
  // Two names that differ only in what was cut off or replaced must not become one.
  const hash = createHash("sha256").update(full).digest("hex").slice(0, 6);
  return `${clean.slice(0, longest - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}
