import { parse } from "yaml";
import type { Value } from "../../engine/values/wire.ts";
import type { PlatformName } from "../../infra/platforms.ts";
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
  conditions: { conditionPrometheusQueryLanguage: { query: string; duration: string; alertRule: string } }[];
  documentation: { subject: string; content: string };
  userLabels: { severity: string };
}

function fromPolicy({ conditions, documentation, userLabels }: Policy): Found {
  const [condition] = conditions;
  const { query, duration, alertRule } = condition!.conditionPrometheusQueryLanguage;
  const [description = "", runbook = ""] = documentation.content.split("\n\nRunbook: ");
  return {
    name: alertRule,
    expr: query,
    for: seconds(duration),
    severity: userLabels.severity,
    summary: documentation.subject.replace(/^\S+ \S+: /, ""),
    description,
    runbook,
  };
}

interface AzureRule extends Omit<Rule, "expr"> {
  expression: string;
}
interface LogAlert {
  displayName: string;
  description: string;
  severity: number;
  criteria: { allOf: { query: string }[] };
  actions: { customProperties: { severity: string; summary: string; runbook_url: string } };
}

const fromLogAlert = ({ displayName, description, criteria, actions }: LogAlert): Found => ({
  name: displayName,
  expr: criteria.allOf[0]!.query,
  for: 0,
  severity: actions.customProperties.severity,
  summary: actions.customProperties.summary,
  description,
  runbook: actions.customProperties.runbook_url,
});

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
  ],
};
