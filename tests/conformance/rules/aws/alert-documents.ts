import { parse } from "yaml";
import { only, type Rule } from "../rule.ts";
import { at, every, platforms } from "./look.ts";

/** What the documents say that decide who is told of what. */
export const alertDocuments: Rule[] = [
  {
    id: "alert-documents",
    platforms,
    holds: "the routes parse, and each leads to its topic",
    check: (plan) => {
      const outer = parse(
        String(at(only(plan, "aws:amp/alertManagerDefinition:AlertManagerDefinition", "alerts"), "definition")),
      );
      const { route, receivers } = parse(outer.alertmanager_config) as {
        route: { receiver: string; routes: { receiver: string }[] };
        receivers: { name: string; sns_configs: { topic_arn: string; sigv4: { region: string } }[] }[];
      };
      const topics = receivers.map(({ name, sns_configs: [sns] }) => `${name} ${sns?.topic_arn} ${sns?.sigv4.region}`);
      const wanted = ["page", "ticket", "heartbeat"].map(
        (name) => `${name} arn:aws:sns:eu-central-1:123456789012:alerts-${name} eu-central-1`,
      );
      const led = [route, ...route.routes].map(({ receiver }) => receiver).sort();
      return [
        ...(JSON.stringify(topics) === JSON.stringify(wanted) ? [] : ["other topics"]),
        ...(JSON.stringify(led) === JSON.stringify(["heartbeat", "page", "ticket"]) ? [] : ["a route leads elsewhere"]),
      ];
    },
  },
  {
    id: "event-documents",
    platforms,
    holds:
      "rules of events ask for failed jobs of this stack's vault and restore tests only, and only they may publish",
    check: (plan) => {
      const patterns = every(plan, "aws:cloudwatch/eventRule:EventRule").map((rule) =>
        JSON.parse(String(at(rule, "eventPattern"))),
      );
      const ofOthers = patterns.filter(
        ({ source, detail }) =>
          source[0] !== "aws.backup" ||
          !(detail.backupVaultName ?? detail.iamRoleArn) ||
          !(detail.state ?? detail.status).includes("FAILED"),
      );
      const statements = every(plan, "aws:sns/topicPolicy:TopicPolicy").flatMap(
        (policy) => (at(policy, "policy") as { Statement: { Condition?: object }[] }).Statement,
      );
      return [
        ...ofOthers.map((pattern) => JSON.stringify(pattern)),
        ...statements.filter(({ Condition }) => Condition === undefined).map(() => "anybody's service may publish"),
      ];
    },
  },
];
