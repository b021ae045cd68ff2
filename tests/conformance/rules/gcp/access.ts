import type { Value } from "../../../../engine/values/wire.ts";
import { ofType, type Plan, type Rule } from "../rule.ts";
import { differs, each, everythingThatRuns, platforms, types } from "./plan.ts";

/** Every role that the platform grants; whoever adds one has to say here that it is no more than is needed. */
const rolesGranted = {
  "roles/secretmanager.secretAccessor": "one secret",
  "roles/storage.objectUser": "one bucket",
  "roles/storage.objectViewer": "one bucket",
  "roles/storage.legacyBucketReader": "one bucket",
  "roles/storage.legacyBucketWriter": "one bucket",
  "roles/run.invoker": "one job",
  "roles/monitoring.metricWriter": "the project",
  "roles/monitoring.viewer": "the project",
} as const;

const secretly = /(password|secret|(^|_)key$|database_url|redis_url)/i;

/** Types that bear labels of their own. */
const labelled = [
  types.service,
  types.job,
  types.cache,
  types.bucket,
  types.secret,
  types.webFirewall,
  "gcp:artifactregistry/repository:Repository",
  "gcp:compute/address:Address",
  "gcp:compute/globalAddress:GlobalAddress",
  "gcp:compute/forwardingRule:ForwardingRule",
  "gcp:compute/globalForwardingRule:GlobalForwardingRule",
  "gcp:certificatemanager/certificate:Certificate",
  "gcp:certificatemanager/certificateMap:CertificateMap",
  "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry",
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization",
  "gcp:dns/managedZone:ManagedZone",
];

export const accessRules: Rule[] = [
  {
    id: "pitfall-26",
    platforms,
    holds: "what is secret is marked secret, so that every display masks it",
    check: (plan) => [
      ...each<Record<string, Value>>(plan, types.secretVersion, ({ secretData }) =>
        differs("secretData", secretData, "<secret>"),
      ),
      ...each<Record<string, Value>>(plan, "gcp:sql/user:User", ({ password }) =>
        differs("password", password, "<secret>"),
      ),
    ],
  },
  {
    id: "pitfall-31",
    platforms,
    holds: "labels say project, stack and part on everything that bears labels",
    check: (plan) =>
      labelled.flatMap((type) =>
        ofType(plan, type).flatMap(({ name, inputs, parent }) => {
          const part = parent?.split("::").at(-1);
          return differs(`${name}: labels`, inputs.labels, { part, project: "campfire", stack: "conformance" });
        }),
      ),
  },
  {
    id: "secrets-by-reference",
    platforms,
    holds: "containers are told where a secret is and which version, never what it is",
    check: (plan) =>
      everythingThatRuns(plan).flatMap(({ entry, template }) =>
        template.containers.flatMap(({ envs = [] }) =>
          envs
            .filter(({ name }) => secretly.test(name))
            .filter(({ valueSource }) => !valueSource || valueSource.secretKeyRef.version === "latest")
            .map(({ name }) => `${entry.name}: ${name}`),
        ),
      ),
  },
  {
    id: "least-privilege",
    platforms,
    holds:
      "each program is somebody of its own without keys, and may do what is listed, on one resource wherever there is one",
    check: (plan) => {
      const grants = plan.resources.filter(({ inputs }) => typeof inputs.role === "string");
      const listed = (role: string) => (rolesGranted as Record<string, string>)[role];
      return [
        ...grants
          .filter(({ inputs }) => !listed(String(inputs.role)))
          .map(({ name, inputs }) => `${name}: ${inputs.role}`),
        ...grants
          .filter(({ type }) => type.startsWith("gcp:projects/"))
          .filter(({ inputs }) => listed(String(inputs.role)) !== "the project")
          .map(({ name }) => `${name} is for the whole project`),
        ...plan.resources.filter(({ type }) => /serviceaccount\/key|hmacKey/i.test(type)).map(({ urn }) => urn),
        ...everythingThatRuns(plan)
          .filter(({ template }) => template.serviceAccount !== "<unknown>")
          .map(({ entry }) => `${entry.name} runs as whoever the project's default is`),
        ...differs("who there is", names(plan, types.account), [
          "backups",
          "backups-clock",
          "campfire",
          "grafana",
          "restore",
        ]),
      ];
    },
  },
  {
    id: "granted-first",
    platforms,
    holds: "what reads a secret waits for the leave to read it",
    check: (plan) =>
      everythingThatRuns(plan).flatMap(({ entry, template }) => {
        const granted = entry.dependencies.filter((urn) => urn.includes(types.secretReader)).length;
        const read = new Set([
          ...template.containers.flatMap(({ envs = [] }) =>
            envs.filter(({ valueSource }) => valueSource).map(({ name }) => name),
          ),
          ...(template.volumes ?? []).filter(({ secret }) => secret).map(({ name }) => name),
        ]).size;
        return granted >= read ? [] : [`${entry.name} reads ${read} secrets and waits for ${granted} grants`];
      }),
  },
];

const names = (plan: Plan, type: string) =>
  ofType(plan, type)
    .map(({ name }) => name)
    .sort();
