import type { Spec } from "./contract.ts";
import type { Problem } from "./problems.ts";

/**
 * More replicas than the size's database, cache and bus are made for: each takes its share of the database's connections, and every
 * message goes over the bus to every replica. Code: TOO_MANY_REPLICAS.
 */
export function capacityProblems({ replicas, size, settings }: Spec): Problem[] {
  const { max } = size.replicas;
  if (replicas <= max) return [];
  const larger = settings.size === "large" ? "" : ", or choose the next size";
  return [
    {
      code: "TOO_MANY_REPLICAS",
      setting: "replicas",
      what: `The bus and the database of the size "${settings.size}" are for ${max} replicas, and ${replicas} are asked for.`,
      remedy: `Set it to ${max} or fewer (\`pulumi config set replicas ${max}\`)${larger}.`,
    },
  ];
}
