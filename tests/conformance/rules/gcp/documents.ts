import type { Value } from "../../../../engine/values/wire.ts";
import { generatedSecret } from "../../render.ts";
import { ofType, only, type Rule } from "../rule.ts";
import { differs, everythingThatRuns, platforms, running, types } from "./plan.ts";

/** Rules over a plan in which nothing is unknown, so that what is computed from other resources can be read. */
export const documents: Rule[] = [
  {
    id: "nothing-unknown",
    platforms,
    holds: "whatever a resource is told, it is told something",
    check: ({ resources }) =>
      resources.flatMap(({ urn, inputs }) => (JSON.stringify(inputs).includes("undefined") ? [urn] : [])),
  },
  {
    id: "nothing-leaked",
    platforms,
    holds: "a generated secret is nowhere in the clear: in no resource and in no output",
    check: ({ resources, outputs }) => [
      ...resources.filter(({ inputs }) => holds(inputs, generatedSecret)).map(({ urn }) => urn),
      ...(holds(outputs, generatedSecret) ? ["the outputs"] : []),
    ],
  },
  {
    id: "believed-proxies",
    platforms,
    holds: "the app believes Cloud Run's proxy and the load balancer's addresses about who asks, and nobody else",
    check: (plan) => {
      const { envs = [] } = running(plan, types.service, "campfire").template.containers[0]!;
      const trusted = envs.find(({ name }) => name === "CAMPFIRE_TRUST_PROXY")?.value;
      return differs("CAMPFIRE_TRUST_PROXY", trusted, "169.254.0.0/16,203.0.113.7,2600:1901:0:1::");
    },
  },
  {
    id: "narrow-firewall",
    platforms,
    holds: "containers may reach one address of the database and one of the cache",
    check: (plan) => {
      const ranges = ofType(plan, types.firewall)
        .filter(({ inputs }) => inputs.allows)
        .flatMap(({ inputs }) => inputs.destinationRanges as string[]);
      return differs("ranges", ranges.sort(), ["10.20.0.5/32", "10.30.0.3/32"]);
    },
  },
  {
    id: "database-name",
    platforms,
    holds: "the database is reached by the name in its certificate, which a private zone leads to its endpoint",
    check: (plan) => {
      const grafana = running(plan, types.service, "grafana").template.containers[0]!;
      const host = grafana.envs?.find(({ name }) => name === "GF_DATABASE_HOST")?.value;
      const { inputs } = only(plan, "gcp:dns/recordSet:RecordSet", "database");
      return [
        ...differs("host", host, "0a1b2c.3d4e5f.europe-west1.sql.goog:5432"),
        ...differs("record", [inputs.name, inputs.rrdatas], ["0a1b2c.3d4e5f.europe-west1.sql.goog.", ["10.20.0.5"]]),
      ];
    },
  },
  {
    id: "digest",
    platforms,
    holds: "the app runs by the digest of what was built",
    check: (plan) =>
      everythingThatRuns(plan)
        .flatMap(({ template }) => template.containers)
        .filter(({ name }) => ["campfire", "migrate", "backup", "verify-backup", "restore"].includes(name))
        .flatMap(({ name, image }) =>
          /^europe-west1-docker\.pkg\.dev\/acme-chat\/campfire-conformance\/campfire@sha256:0{64}$/.test(image)
            ? []
            : [`${name}: ${image}`],
        ),
  },
  {
    id: "alerts-of-this-stack",
    platforms,
    holds: "queries over Google's own metrics name this stack's database, cache and jobs",
    check: (plan) => {
      const queries = ofType(plan, types.alert).map(({ name, inputs }) => ({ name, text: JSON.stringify(inputs) }));
      const wanted =
        /namespace=|job_name=\\+"campfire-conformance-|database_id=\\+"acme-chat:database|instance_id=\\+"|check_id=/;
      return queries.filter(({ text }) => !wanted.test(text)).map(({ name }) => name);
    },
  },
];

function holds(value: Value, text: string): boolean {
  if (typeof value === "string") return value.includes(text);
  if (Array.isArray(value)) return value.some((item) => holds(item, text));
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value as Record<string, Value>).some((item) => holds(item, text))
  );
}
