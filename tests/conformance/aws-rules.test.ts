import { beforeAll, describe, expect, it } from "vitest";
import type { PlanEntry } from "../../engine/plan/json.ts";
import { matrix } from "./matrix.ts";
import { planCell, renderCell } from "./plan.ts";
import { documents } from "./rules/aws/documents.ts";
import { aws } from "./rules/aws.ts";
import type { Plan, Rule } from "./rules/rule.ts";

/** Takes a remedy out of a plan: what happens to the resources whose type and name match. */
type Damage = [resource: RegExp, change: (resource: PlanEntry) => void];

const set =
  (path: string, value: unknown) =>
  ({ inputs }: PlanEntry): void => {
    const keys = path.split(".");
    const last = keys.pop()!;
    const target = keys.reduce((at, key) => at[key] as Record<string, unknown>, inputs as Record<string, unknown>);
    if (value === undefined) delete target[last];
    else target[last] = value;
  };
const replaced = (path: string, from: string | RegExp, to: string) => (resource: PlanEntry) =>
  set(path, String((resource.inputs as Record<string, unknown>)[path]).replaceAll(from, to))(resource);
const unprotected = (resource: PlanEntry) => {
  resource.protect = false;
};
const independent = (resource: PlanEntry) => {
  resource.dependencies = [];
  resource.propertyDependencies = {};
};
const renamed = (resource: PlanEntry) => {
  resource.name = "other";
};
const containers = (from: string | RegExp, to: string) => replaced("containerDefinitions", from, to);

/** Rule → what breaks it. Every rule of AWS is here: one that nothing breaks would hold for nothing. */
const damages: Record<string, Damage> = {
  "pitfall-01": [/LoadBalancer ingress/, set("idleTimeout", 60)],
  "pitfall-02": [/TargetGroup app/, set("stickiness.enabled", true)],
  "pitfall-03": [/TargetGroup app/, set("deregistrationDelay", 5)],
  "pitfall-04": [/AccessPoint files/, set("posixUser.uid", 0)],
  "pitfall-07": [/rds.*Instance database/, set("skipFinalSnapshot", true)],
  "pitfall-08": [/Secret app-key/, set("name", "app-key")],
  "pitfall-09": [/Bucket backups/, set("forceDestroy", true)],
  "pitfall-10": [/SecurityGroup app/, set("ingress", [])],
  "pitfall-16": [/rds.*Instance database/, set("deletionProtection", undefined)],
  "pitfall-27": [/ecr.*Repository app/, set("imageTagMutability", "MUTABLE")],
  "pitfall-31": [/Cluster campfire/, set("tags.part", "database")],
  "only-ingress-is-reachable": [/IngressRule app-to-database/, set("cidrIpv4", "0.0.0.0/0")],
  "only-the-load-balancer-reaches-replicas": [
    /IngressRule ingress-to-app/,
    independentOf("referencedSecurityGroupId", "urn::backups"),
  ],
  "no-public-addresses": [/ecs.*Service app/, set("networkConfiguration.assignPublicIp", true)],
  "data-is-private": [/MountTarget files-1/, independentOf("subnetId", "urn::public-1")],
  zones: [/Subnet data-2/, renamed],
  tls: [/Listener http$/, set("defaultActions", [{ type: "forward" }])],
  firewall: [/WebAcl firewall/, set("rules", [])],
  "metrics-from-inside-only": [/ListenerRule metrics/, set("priority", 50)],
  "what-is-protected": [/FileSystem files/, unprotected],
  "encrypted-at-rest": [/FileSystem files/, set("encrypted", false)],
  "encrypted-in-transit": [/TargetGroup app/, set("protocol", "HTTP")],
  "pitfall-26": [/SecretVersion database-url/, set("secretString", "postgres://")],
  standby: [/rds.*Instance database/, set("multiAz", false)],
  "recovery-point": [/Schedule backup/, set("scheduleExpression", "rate(60 minutes)")],
  "backups-are-proven": [/MetricAlarm backup-unproven/, set("treatMissingData", "notBreaching")],
  "backups-are-kept": [/BucketVersioning backups/, set("versioningConfiguration.status", "Suspended")],
  autoscaled: [/appautoscaling.*Target app/, set("maxCapacity", 2)],
  rollback: [/ecs.*Service app/, set("deploymentCircuitBreaker.rollback", false)],
  "listener-first": [/ecs.*Service app/, independent],
  "no-shell-in-production": [/ecs.*Service app/, set("enableExecuteCommand", true)],
  "auto-named": [/Bucket grafana/, set("bucket", "grafana")],
  "least-privilege": [/RolePolicy backup$/, set("policy.Statement", [{ Action: ["s3:GetObject"], Resource: ["*"] }])],
  "logs-end": [/LogGroup app/, set("retentionInDays", 0)],
  alerts: [/RuleGroupNamespace campfire/, set("data", "groups: []")],
  "failed-copies-are-heard": [/EventTarget files-restore-test-failed/, independent],
  "alarms-are-heard": [/MetricAlarm database-cpu/, independent],

  "secrets-by-reference": [/TaskDefinition app/, containers(":::version-1", "")],
  "migrated-first": [/TaskDefinition app/, containers('"containerName":"migrate"', '"containerName":"prepare"')],
  "pitfall-03-stop": [/TaskDefinition app/, containers('"stopTimeout":45', '"stopTimeout":20')],
  "pitfall-04-user": [/TaskDefinition app/, containers('"10001:10001"', '"0"')],
  "pitfall-05": [/TaskDefinition grafana/, containers('"value":"postgres"', '"value":"sqlite3"')],
  "read-only": [/TaskDefinition app/, containers('"readonlyRootFilesystem":true', '"readonlyRootFilesystem":false')],
  "exact-images": [/TaskDefinition grafana/, containers(/grafana:\d[\d.]+/g, "grafana:latest")],
  "policies-parse": [/TopicPolicy alerts-page/, set("policy.Statement", [{ Effect: "Allow", Action: "sns:Publish" }])],
  "logs-of-ours": [/BucketPolicy access-log/, set("policy.Statement.1.Resource", "arn:aws:s3:::log/AWSLogs/*")],
  "grafana-keeps-its-own-key": [/TaskDefinition grafana/, containers("GF_SECURITY_SECRET_KEY", "GF_OTHER")],
  "files-over-tls": [/FileSystemPolicy files/, replaced("policy", "Deny", "Allow")],
  "encrypted-in-transit-inside": [/TaskDefinition app/, containers('"value":"self-signed"', '"value":"off"')],
  "collector-document": [/TaskDefinition collector/, containers("job_name: campfire", "job_name: chat")],
  "alert-documents": [/AlertManagerDefinition alerts/, replaced("definition", "receiver: page", "receiver: nobody")],
  "event-documents": [/EventRule files-backup-failed/, replaced("eventPattern", "FAILED", "COMPLETED")],
  "grafana-source": [/BucketObjectv2 datasources/, replaced("content", "sigV4Auth: true", "sigV4Auth: false")],
};

function independentOf(property: string, urn: string) {
  return (resource: PlanEntry) => {
    resource.propertyDependencies[property] = [urn];
  };
}

/** Rules that look at more than resources. */
const damagedPlans: Record<string, (plan: Plan) => Plan> = {
  "pitfall-06": (plan) => ({ ...plan, ignoreChanges: {} }),
  outputs: (plan) => ({ ...plan, outputs: { ...plan.outputs, commands: {} } }),
};

function damaged(plan: Plan, { id }: Rule): Plan {
  const whole = damagedPlans[id];
  if (whole) return whole(plan);
  const [pattern, change] = damages[id] ?? [];
  if (!pattern || !change) throw new Error(`nothing is known that breaks ${id}`);
  const copy = structuredClone(plan);
  const hit = copy.resources.filter(({ type, name }) => pattern.test(`${type} ${name}`));
  expect(hit.length, `resources that match ${pattern}`).toBe(1);
  for (const resource of hit) change(resource);
  return copy;
}

const cell = matrix.find(
  ({ platform, size, lifecycle }) => platform === "aws" && size === "medium" && lifecycle === "production",
)!;

describe.each([
  { kind: "plan", rules: aws, make: planCell },
  { kind: "documents", rules: documents, make: renderCell },
])("without its remedy in the $kind", ({ rules, make }) => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await make(cell);
  });

  it.each(rules)("$id turns red", (rule) => {
    expect(rule.check(plan)).toEqual([]);
    expect(rule.check(damaged(plan, rule)).length).toBeGreaterThan(0);
  });
});
