import { alertsFor } from "../../../../alerts/rules.ts";
import { lifecyclePresets, sizePresets } from "../../../../infra/presets.ts";
import { type AzureRule, all, at, list, one } from "./plan.ts";

export const monitoring: AzureRule[] = [
  {
    id: "every-alert",
    holds: "every alert of alerts/ is watched for, by a rule on metrics or on logs, and by one only",
    check: (plan) => {
      const size = sizePresets[plan.size];
      const backupEveryMinutes = lifecyclePresets[plan.lifecycle].backups.everyMinutes;
      const wanted = alertsFor({ size, replicas: size.replicas.min, backupEveryMinutes }).map(({ name }) => name);
      const watched = [
        ...all(plan, "alertsmanagement:PrometheusRuleGroup").flatMap(({ inputs }) =>
          list(inputs.rules).map((rule) => String(at(rule, "alert"))),
        ),
        ...all(plan, "monitor:ScheduledQueryRule").map(({ name }) => name),
      ];
      // By Front Door's own metric, which the replicas don't have.
      one(plan, "monitor:MetricAlert", "IngressErrors");
      return JSON.stringify([...wanted].sort()) === JSON.stringify([...watched].sort()) ? [] : [`watched: ${watched}`];
    },
  },
  {
    id: "metrics-of-each-replica",
    holds: "beside each replica an agent sends its metrics to the workspace that the rules ask",
    check: (plan) => {
      const names = list(at(one(plan, "app:ContainerApp", "app").inputs, "template", "containers")).map((container) =>
        at(container, "name"),
      );
      const workspace = one(plan, "monitor:AzureMonitorWorkspace", "metrics").urn;
      const rule = one(plan, "monitor:DataCollectionRule", "metrics");
      const group = one(plan, "alertsmanagement:PrometheusRuleGroup", "campfire-1");
      return [
        ...(names.includes("prometheus") ? [] : ["no agent"]),
        ...[rule, group].filter(({ dependencies }) => !dependencies.includes(workspace)).map(({ name }) => name),
      ];
    },
  },
  {
    id: "logs-kept",
    holds: "logs of environment, Front Door, database, vault and backups are collected, and kept as the lifecycle says",
    check: (plan) => {
      const days = Number(one(plan, "operationalinsights:Workspace", "logs").inputs.retentionInDays);
      const wanted = lifecyclePresets[plan.lifecycle].logRetentionDays;
      const sources = all(plan, "monitor:DiagnosticSetting").map(({ name }) => name);
      return [
        ...(days === Math.max(30, wanted) ? [] : [`${days} days`]),
        ...["environment", "front-door", "database", "vault", "backups"]
          .filter((name) => !sources.includes(name))
          .map((name) => `${name} is not collected`),
        ...(all(plan, "operationalinsights:SavedSearch").length > 0 ? [] : ["no saved query"]),
      ];
    },
  },
  {
    id: "grafana",
    holds: "the dashboards are in the portal, and from medium on a Grafana reads the same metrics",
    check: (plan) => {
      const definitions = all(plan, "dashboard:DashboardDefinition").length;
      const own = all(plan, "dashboard:Grafana").length;
      return [
        ...(definitions > 0 ? [] : ["no dashboard"]),
        ...(own === (plan.size === "small" ? 0 : 1) ? [] : [`${own} Grafanas`]),
      ];
    },
  },
  {
    id: "outputs",
    holds: "the outputs say what an operator needs: dashboards, log query, backups, and commands to connect",
    check: ({ outputs }) => {
      const commands = Object.keys((outputs.commands as object | undefined) ?? {});
      const links = Object.keys((outputs.links as object | undefined) ?? {});
      return [
        ...["follow the replicas' log", "open a shell in a replica", "back up now", "test a restore now"]
          .filter((name) => !commands.includes(name))
          .map((name) => `no command: ${name}`),
        ...["campfire-overview", "errors in the log", "prometheus"]
          .filter((name) => !links.includes(name))
          .map((name) => `no link: ${name}`),
        ...(outputs.backups === undefined ? ["no backups"] : []),
      ];
    },
  },
];
