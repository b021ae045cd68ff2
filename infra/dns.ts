// Where the domain's records are kept, on the clouds that can keep them.
import type { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

/** The setting `dnsZone` of who keeps the domain's records elsewhere, and knows it: the outputs then say which to make. */
const elsewhere = "external";

type Names = Pick<Settings, "domain" | "dnsZone">;

/** The zone that the stack writes the domain's records to, as the cloud names it; undefined where a person makes them. */
export const zoneOf = ({ dnsZone }: Names): string | undefined =>
  dnsZone === "" || dnsZone === elsewhere ? undefined : dnsZone;

/** What to do instead of naming a zone, as the end of a remedy. */
export const keepElsewhere = `or make the records yourself: \`pulumi config set dnsZone ${elsewhere}\``;

/**
 * A domain whose records nobody said where to put: left to itself it would lead nowhere, and nobody would have a certificate. `example` is a
 * zone as the cloud names it. Code: DNS_ZONE_UNSET.
 */
export function zoneProblems({ domain, dnsZone }: Names, { service, example }: { service: string; example: string }) {
  if (domain === "" || dnsZone !== "") return [];
  const problem: Problem = {
    code: "DNS_ZONE_UNSET",
    setting: "dnsZone",
    what: `Nothing says where the records of ${domain} are kept, without which it leads nowhere and gets no certificate.`,
    remedy: `Name the zone of ${service} that holds it (\`pulumi config set dnsZone ${example}\`), ${keepElsewhere}, and the output \`dns\` says which.`,
  };
  return [problem];
}
