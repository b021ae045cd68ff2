import { createHash } from "node:crypto";
import type { PartName, Spec } from "../contract.ts";

/** Container Apps allows no longer names. */
const longestName = 32;

/** What a resource belongs to: the same three tags on everything that can carry tags, for bills and for whoever finds it. */
export const tagsOf = ({ project, stack }: Spec, part: PartName) => ({ project, stack, part });

/**
 * A name made from the project's and the stack's, for what several stacks keep in one place when they borrow an environment: 2 to 32 small
 * letters, digits and single hyphens, first a letter. Different stacks get different names: what doesn't fit or isn't allowed is told apart by a hash.
 */
export function nameOf({ project, stack }: Pick<Spec, "project" | "stack">, suffix = ""): string {
  const wanted = `${project}-${stack}`;
  const tail = suffix === "" ? "" : `-${suffix}`;
  const plain = wanted
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  if (plain === wanted && `${plain}${tail}`.length <= longestName) return `${plain}${tail}`;
  const hash = createHash("sha256").update(`${project}/${stack}`).digest("hex").slice(0, 6);
  const room = longestName - tail.length - hash.length - 1;
  const head = (plain || "app").slice(0, room).replace(/-+$/, "");
  return `${head}-${hash}${tail}`;
}
