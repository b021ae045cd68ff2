import { stringify } from "yaml";
import { prometheusRules } from "../../../../alerts/prometheus.ts";
import { alertsFor } from "../../../../alerts/rules.ts";
import type { PlanEntry } from "../../../../engine/plan/json.ts";
import { only, type Rule } from "../rule.ts";
import { at, every, platforms, presetsOf, unlike } from "./look.ts";

/** Types that AWS can't tag, or whose tags are those of what they belong to. */
const untaggable =
  /^aws:(ec2\/(route|routeTableAssociation)|vpc\/|s3\/bucket\w+:Bucket(?!Objectv2)|iam\/(rolePolicy|rolePolicyAttachment)|ecr\/lifecyclePolicy|efs\/(fileSystemPolicy|mountTarget)|secretsmanager\/secretVersion|acm\/certificateValidation|route53\/record|wafv2\/webAcl(Association|LoggingConfiguration)|ecs\/clusterCapacityProviders|appautoscaling\/|scheduler\/schedule|backup\/(selection|restoreTestingSelection|vaultLockConfiguration)|amp\/alertManagerDefinition|sns\/topic(Policy|Subscription)|cloudwatch\/(queryDefinition|logMetricFilter|eventTarget))/;

/** Types whose names AWS holds for a while after they were deleted, or that all accounts share; and the property that names them. */
const heldNames: Record<string, string[]> = {
  "aws:secretsmanager/secret:Secret": ["name", "namePrefix"],
  "aws:s3/bucket:Bucket": ["bucket", "bucketPrefix"],
  "aws:ecr/repository:Repository": ["name"],
  "aws:iam/role:Role": ["name", "namePrefix"],
  "aws:lb/loadBalancer:LoadBalancer": ["name"],
  "aws:lb/targetGroup:TargetGroup": ["name"],
  "aws:backup/vault:Vault": ["name"],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["replicationGroupId"],
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": ["name"],
};

const partOf = ({ parent }: PlanEntry) => parent?.split("::").at(-1);

/** Who is told, what is written down, who may do what, and whose it is. */
export const operations: Rule[] = [
  {
    id: "auto-named",
    platforms,
    holds: "names that AWS holds after deletion, or shares between accounts, are made up by Pulumi",
    check: (plan) =>
      Object.entries(heldNames).flatMap(([type, properties]) =>
        every(plan, type)
          .filter(({ inputs }) => properties.some((property) => property in inputs))
          .map(({ urn }) => urn),
      ),
  },
  {
    id: "pitfall-31",
    platforms,
    holds: "every resource says itself whose it is: project, stack and part",
    check: (plan) =>
      plan.resources
        .filter(({ type }) => type.startsWith("aws:") && !untaggable.test(type))
        .filter((resource) => {
          const tags = at(resource, "tags") as Record<string, unknown> | undefined;
          return tags?.project !== "campfire" || tags.stack !== "conformance" || tags.part !== partOf(resource);
        })
        .map(({ urn }) => `${urn} is not tagged`),
  },
  {
    id: "least-privilege",
    platforms,
    holds: "no role may do everything, to anything, or for another account",
    check: (plan) => [
      ...every(plan, "aws:iam/rolePolicy:RolePolicy").flatMap((policy) =>
        statementsOf(policy).flatMap(({ Action, Resource, Condition }) => [
          ...Action.filter((action) => action.includes("*")).map((action) => `${policy.name} may ${action}`),
          ...(Resource.includes("*") && !Condition && !Action.every((action) => global.test(action))
            ? [`${policy.name} may ${Action.join(", ")} to anything`]
            : []),
        ]),
      ),
      ...every(plan, "aws:iam/role:Role")
        // AWS Backup does not say for whom it takes a role on.
        .filter(({ name }) => name !== "files-backup" && name !== "files-restore-test")
        .filter((role) => !JSON.stringify(at(role, "assumeRolePolicy")).includes('"aws:SourceAccount"'))
        .map(({ name }) => `${name} can be taken on for another account`),
      ...every(plan, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        .filter((attached) => !String(at(attached, "policyArn")).endsWith("/AWSBackupServiceRolePolicyForBackup"))
        .map(({ name }) => `${name} has a policy of AWS`),
    ],
  },
  {
    id: "logs-end",
    platforms,
    holds: "every log is kept for as long as the lifecycle says, and no longer",
    check: (plan) =>
      unlike(plan, "aws:cloudwatch/logGroup:LogGroup", ["retentionInDays"], presetsOf(plan).lifecycle.logRetentionDays),
  },
  {
    id: "alerts",
    platforms,
    holds: "managed Prometheus has the same alerts as every platform, with the size's thresholds",
    check: (plan) => {
      const { size, lifecycle } = presetsOf(plan);
      const context = { size, replicas: size.replicas.min, backupEveryMinutes: lifecycle.backups.everyMinutes };
      const alerts = alertsFor({ ...context, sources: ["watchdog"] });
      // Which can't be scraped: `backups-are-proven` looks at their alarms.
      const scraped = alerts.filter(({ name }) => name !== "BackupOld" && name !== "BackupUnproven");
      const expected = prometheusRules(scraped, { outlasts: false });
      const found = at(only(plan, "aws:amp/ruleGroupNamespace:RuleGroupNamespace", "campfire"), "data");
      return found === expected ? [] : [`the rules differ: ${stringify(found)}`];
    },
  },
  {
    id: "alarms-are-heard",
    platforms,
    holds: "every alarm tells one of the topics when it begins and when it ends, and one misses the watchdog",
    check: (plan) => {
      const watchdog = only(plan, "aws:cloudwatch/metricAlarm:MetricAlarm", "alerts-get-through");
      const misses =
        at(watchdog, "treatMissingData") === "breaching" &&
        watchdog.propertyDependencies.dimensions?.some((urn) => urn.endsWith("::alerts-heartbeat"));
      return [
        ...(misses ? [] : ["nobody misses the watchdog"]),
        ...every(plan, "aws:cloudwatch/metricAlarm:MetricAlarm")
          .filter(({ propertyDependencies: { alarmActions = [], okActions = [] } }) =>
            [alarmActions, okActions].some(
              (urns) => !urns.some((urn) => /topic:Topic::alerts-(page|ticket)$/.test(urn)),
            ),
          )
          .map(({ name }) => name),
      ];
    },
  },
  {
    id: "failed-copies-are-heard",
    platforms,
    holds:
      "the topic hears of copies of the files that failed, and in production of copies that can't be restored, which are tried each month",
    check: (plan) => {
      const { protectData } = presetsOf(plan).lifecycle;
      const expected = ["files-backup-failed", ...(protectData ? ["files-restore-test-failed"] : [])];
      const heard = every(plan, "aws:cloudwatch/eventTarget:EventTarget")
        .filter(({ propertyDependencies: { arn = [] } }) =>
          arn.some((urn) => urn.endsWith("topic:Topic::alerts-ticket")),
        )
        .map(({ name }) => name);
      const tests = plan.resources.filter(({ type }) => type.endsWith("RestoreTestingPlan"));
      return [
        ...expected.filter((name) => !heard.includes(name)),
        ...(tests.length === (protectData ? 1 : 0) ? [] : [`${tests.length} plans of restore tests`]),
      ];
    },
  },
  {
    id: "outputs",
    platforms,
    holds: "the outputs tell a person where everything is, what it costs and what to type",
    check: ({ outputs }) => {
      const keys = (name: string) => Object.keys((outputs[name] ?? {}) as object);
      const missing = [
        ...["url", "backups", "estimatedMonthlyCost", "network"].filter((name) => outputs[name] === undefined),
        ...["grafana", "logs", "replicas", "databaseLoad", "alarms"].filter((name) => !keys("links").includes(name)),
        ...["follow the logs", "list the backups", "restore the database to a moment", "show the newest errors"].filter(
          (name) => !keys("commands").includes(name),
        ),
      ];
      return missing.map((name) => `no ${name}`);
    },
  },
];

/** Actions that AWS knows no resource for. */
const global = /^(ecr:GetAuthorizationToken|ssmmessages:\w+)$/;

interface Statement {
  Action: string[];
  Resource: string[];
  Condition?: unknown;
}

const statementsOf = (policy: PlanEntry) =>
  ((at(policy, "policy") as { Statement: unknown } | undefined)?.Statement ?? []) as Statement[];
