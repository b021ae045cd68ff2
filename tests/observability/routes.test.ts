import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { sources } from "../../alerts/alert.ts";
import { alertmanagerWith, receiversFrom } from "../../alerts/alertmanager.ts";
import { alertmanagerObject, secretsOf } from "../../alerts/alertmanager-object.ts";
import { heldBack } from "../../alerts/held-back.ts";
import { inhibitions } from "../../alerts/inhibitions.ts";
import { prometheusRules } from "../../alerts/prometheus.ts";
import { mailServer, type Receivers } from "../../alerts/receivers.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { alertmanager } from "../../infra/aws/prometheus.ts";
import { sizePresets } from "../../infra/presets.ts";
import { replica, seriesOf } from "./support/case.ts";
import { fromObject } from "./support/from-object.ts";
import { check, hasAmtool, hasPromtool } from "./support/promtool.ts";

const all: Receivers = {
  slack: { url: "https://hooks.slack.com/services/T/B/secret" },
  pagerDuty: { key: "0123456789abcdef0123456789abcdef" },
  email: { to: "operators@example.com", server: mailServer("smtp://chat%40example.com:p%3Aw@mail.example.com", "") },
  webhook: { url: "https://example.com/alerts" },
  heartbeat: { url: "https://example.com/alive" },
};
const alerts = alertsFor({ size: sizePresets.small, replicas: 2, backupEveryMinutes: 10, sources });
const topics = {
  page: "arn:aws:sns:x:1:page",
  ticket: "arn:aws:sns:x:1:ticket",
  heartbeat: "arn:aws:sns:x:1:heartbeat",
};
const onAws = () =>
  (parse(alertmanager(topics, "eu-central-1")) as { alertmanager_config: string }).alertmanager_config;
const inCluster = (receivers: Receivers) =>
  fromObject(alertmanagerObject(receivers, "alert-receivers"), "prod", secretsOf(receivers));

/** Whether Alertmanager leads every alert to where its severity says, by a configuration whose receivers have this prefix. */
async function routes(configuration: string, prefix: string, labels: string[]): Promise<void> {
  for (const { name, severity } of alerts) {
    const expected = `${prefix}${name === "Watchdog" ? "heartbeat" : severity}`;
    const args = ["config", "routes", "test", "--config.file=alertmanager.yml", `--verify.receivers=${expected}`];
    await check("amtool", [...args, `alertname=${name}`, `severity=${severity}`, ...labels], {
      "alertmanager.yml": configuration,
    });
  }
}

describe("managed Prometheus on AWS", () => {
  it("has the routes and inhibitions of every Alertmanager, with a topic for each of its receivers", () => {
    const { receivers, ...routing } = parse(onAws()) as { receivers: { name: string; sns_configs: object[] }[] };
    const { receivers: _, ...wanted } = alertmanagerWith([]);
    expect(routing).toEqual(wanted);
    expect(receivers.map(({ name, sns_configs }) => [name, sns_configs])).toEqual(
      Object.entries(topics).map(([name, topic_arn]) => [name, [expect.objectContaining({ topic_arn })]]),
    );
  });

  it.skipIf(!hasAmtool)("is an Alertmanager that leads every alert to its topic", async () => {
    const configuration = onAws();
    expect(await check("amtool", ["check-config", "a.yml"], { "a.yml": configuration })).toContain("3 receivers");
    await routes(configuration, "", []);
  });
});

describe("an AlertmanagerConfig", () => {
  it("says the same as Alertmanager's own configuration, once its operator has taken it up", () => {
    for (const receivers of [all, {}]) {
      const { route, inhibit_rules, receivers: told } = inCluster(receivers);
      const wanted = alertmanagerWith(receiversFrom(receivers));
      const [mine] = route.routes;
      expect(mine).toEqual(JSON.parse(JSON.stringify(wanted.route).replaceAll(/"receiver":"/g, '"receiver":"prod/')));
      expect(inhibit_rules).toEqual(wanted.inhibit_rules);
      expect(told).toEqual(wanted.receivers.map((one) => ({ ...one, name: `prod/${one.name}` })));
    }
  });

  it("holds no secret", () => {
    const text = JSON.stringify(alertmanagerObject(all, "alert-receivers"));
    expect(Object.keys(secretsOf(all))).toHaveLength(5);
    for (const secret of Object.values(secretsOf(all))) expect(text).not.toContain(secret);
    expect(secretsOf({})).toEqual({});
  });

  it.skipIf(!hasAmtool)("leads the alerts of its namespace to its receivers, and nobody else's", async () => {
    const taken = inCluster(all);
    // The operator's own matcher: without the label no alert would get anywhere.
    taken.route.routes[0]!.matchers = ['namespace="prod"'];
    const configuration = stringify({ ...taken, receivers: [...taken.receivers, { name: "null" }] }, { lineWidth: 0 });
    expect(await check("amtool", ["check-config", "a.yml"], { "a.yml": configuration })).toContain("4 receivers");
    await routes(configuration, "prod/", ["namespace=prod"]);
    const args = ["config", "routes", "test", "--config.file=a.yml", "--verify.receivers=null"];
    await check("amtool", [...args, "alertname=ChatDown", "severity=page"], { "a.yml": configuration });
    await check("amtool", [...args, "alertname=ChatDown", "severity=page", "namespace=other"], {
      "a.yml": configuration,
    });
  });
});

describe("alerts where there is no Alertmanager", () => {
  it("are held back by the outages that bring them along, and are else as they were", () => {
    const held = heldBack(alerts).filter(({ expr }, index) => expr !== alerts[index]?.expr);
    const targets = new Set([...inhibitions.ChatDown!, ...inhibitions.ChatUnready!]);
    expect(new Set(held.map(({ name }) => name))).toEqual(targets);
    // Short enough for every platform.
    for (const { name, expr } of heldBack(alerts)) expect(expr.length, name).toBeLessThan(1000);
  });

  it.skipIf(!hasPromtool)("tell of an outage once, and of nothing more when it is over", async () => {
    const bad = replica("campfire_slo_events_total", "app-1", ',outcome="bad"');
    const good = replica("campfire_slo_events_total", "app-1", ',outcome="good"');
    const story = {
      [replica("up", "app-1")]: "1x60",
      [replica("up", "app-2")]: "1x60",
      [replica("campfire_ready", "app-1")]: "1x5 0x15 1x40",
      [replica("campfire_ready", "app-2")]: "1x5 0x15 1x40",
      [good]: "0+100x5 600x15 600+100x40",
      [bad]: "0x5 0+100x15 1500x40",
    };
    const firing = (time: string, names: string[]) => ({
      expr: 'count by (alertname) (ALERTS{alertstate="firing",alertname!~"Watchdog|ErrorBudget.*Slowly|.*Down|.*Missing"})',
      eval_time: time,
      exp_samples: names.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
    });
    const tests = stringify({
      rule_files: ["rules.yml"],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: [
            ...Object.entries(story).map(([series, values]) => ({ series, values })),
            ...seriesOf({ 'up{job="ingress",instance="ingress"}': 1 }, 60, 1),
          ],
          promql_expr_test: [firing("15m", ["ChatUnready"]), firing("24m", [])],
        },
      ],
    });
    const rules = (list: typeof alerts) => prometheusRules(list, { outlasts: false });
    const run = (list: typeof alerts) =>
      check("promtool", ["test", "rules", "tests.yml"], { "rules.yml": rules(list), "tests.yml": tests });
    expect(await run(heldBack(alerts))).toContain("SUCCESS");
    // Without it the same story is a handful of alerts.
    await expect(run(alerts)).rejects.toThrow("ErrorRateHigh");
  });
});
