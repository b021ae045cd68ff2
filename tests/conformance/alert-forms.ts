import { parse } from "yaml";
import type { Value } from "../../engine/values/wire.ts";
import type { PlatformName } from "../../infra/platform-names.ts";
import type { Plan } from "./rules/rule.ts";

/** An alert as a platform was given it, in one form for all. */
export interface Found {
  name: string;
  expr: string;
  /** Seconds. */
  for: number;
  severity: string;
  summary: string;
  description: string;
  runbook: string;
}

const units: Record<string, number> = { s: 1, m: 60, h: 3600 };

/** Seconds of "5m", "300s" or "PT5M". */
export const seconds = (duration: string) => {
  const [, count, unit] =
    /^(?:PT)?(\d+)([smh])$/.exec(duration.replace(/[SMH]$/, (letter) => letter.toLowerCase())) ?? [];
  if (unit === undefined) throw new Error(`"${duration}" is no duration`);
  return Number(count) * units[unit]!;
};

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; runbook_url: string };
}

const fromRule = ({ alert, expr, for: held, labels, annotations }: Rule): Found => ({
  name: alert,
  expr,
  for: seconds(held),
  severity: labels.severity,
  summary: annotations.summary,
  description: annotations.description,
  runbook: annotations.runbook_url,
});

/** A Prometheus rule file. */
const fromFile = (file: unknown) =>
  (file as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules.map(fromRule));

// biome-ignore lint/suspicious/noExplicitAny: each platform's own form; what is missing shows as a difference.
const inputsOf = (plan: Plan, type: RegExp, name = /./): any[] =>
  plan.resources.filter((one) => type.test(one.type) && name.test(one.name)).map(({ inputs }) => inputs);

const uploaded = (plan: Plan, file: string): string =>
  inputsOf(plan, /^docker:index\/container/)
    .flatMap(({ uploads = [] }: { uploads?: { file: string; content: string }[] }) => uploads)
    .find((upload) => upload.file.endsWith(file))!.content;

interface Policy {
  displayName: string;
  conditions: {
    displayName: string;
    conditionPrometheusQueryLanguage?: { query: string; duration: string };
    /** Over a metric of Google's own. */
    conditionThreshold?: { filter: string; duration: string };
  }[];
  documentation: { subject: string; content: string };
  userLabels: { severity: string };
}

function fromPolicy({ conditions, documentation, userLabels }: Policy): Found {
  const { displayName, conditionPrometheusQueryLanguage: query, conditionThreshold: threshold } = conditions[0]!;
  const [description = "", runbook = ""] = documentation.content.split("\n\nRunbook: ");
  return {
    name: displayName,
    expr: query?.query ?? threshold!.filter,
    for: seconds((query ?? threshold)!.duration),
    severity: userLabels.severity,
    summary: documentation.subject.replace(/^\S+ \S+: /, ""),
    description,
    runbook,
  };
}

interface AzureRule extends Omit<Rule, "expr"> {
  expression: string;
}
interface Told {
  severity: string;
  summary: string;
  runbook_url: string;
}
interface LogAlert {
  displayName: string;
  description: string;
  criteria: { allOf: { query: string }[] };
  actions: { customProperties: Told };
}
interface MetricAlert {
  description: string;
  criteria: { allOf: { metricName: string; name: string }[] };
  actions: { webHookProperties: Told }[];
}

const fromAzure = (
  name: string,
  expr: string,
  description: string,
  { runbook_url: runbook, ...told }: Told,
): Found => ({
  name,
  expr,
  for: 0,
  description,
  runbook,
  ...told,
});
const fromLogAlert = ({ displayName, description, criteria, actions }: LogAlert) =>
  fromAzure(displayName, criteria.allOf[0]!.query, description, actions.customProperties);
const fromMetricAlert = ({ description, criteria: { allOf }, actions }: MetricAlert) =>
  fromAzure(allOf[0]!.name, allOf[0]!.metricName, description, actions[0]!.webHookProperties);

/** The alerts in a plan whose every value is known. */
export const alertsIn: Record<PlatformName, (plan: Plan) => Found[]> = {
  local: (plan) => fromFile(parse(inputsOf(plan, /^local:index:File/, /^alerts\.yml$/)[0].content)),
  docker: (plan) => fromFile(parse(uploaded(plan, "/alerts.yml"))),
  kubernetes: (plan) =>
    inputsOf(plan, /^kubernetes:/)
      .filter(({ kind }: { kind: Value }) => kind === "PrometheusRule")
      .flatMap(({ spec }: { spec: unknown }) => fromFile(spec)),
  aws: (plan) => fromFile(parse(inputsOf(plan, /^aws:amp\/ruleGroupNamespace/)[0].data)),
  gcp: (plan) => inputsOf(plan, /^gcp:monitoring\/alertPolicy/).map(fromPolicy),
  azure: (plan) => [
    ...inputsOf(plan, /:PrometheusRuleGroup$/).flatMap(({ rules }: { rules: AzureRule[] }) =>
      rules.map(({ expression, ...rule }) => fromRule({ ...rule, expr: expression })),
    ),
    ...inputsOf(plan, /:ScheduledQueryRule$/).map(fromLogAlert),
    ...inputsOf(plan, /:MetricAlert$/).map(fromMetricAlert),
  ],
};
