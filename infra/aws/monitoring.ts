import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Monitoring, Spec } from "../contract.ts";
import { alarms } from "./alarms.ts";
import { alertTopics } from "./alert-topic.ts";
import { backupEvents } from "./backup-events.ts";
import type { AwsBackups } from "./backups.ts";
import type { AwsCache } from "./cache.ts";
import { collector } from "./collector.ts";
import type { AwsDatabase } from "./database.ts";
import { grafana } from "./grafana.ts";
import type { AwsIngress } from "./ingress.ts";
import { errorsLink, queries, savedQueries } from "./logs.ts";
import { regionOf } from "./names.ts";
import type { AwsNetwork } from "./network.ts";
import { prometheus } from "./prometheus.ts";
import type { AwsSecrets } from "./secrets.ts";
import type { AwsService } from "./service.ts";

export interface MonitoringNeeds {
  network: AwsNetwork;
  secrets: AwsSecrets;
  database: AwsDatabase;
  cache: AwsCache;
  service: AwsService;
  ingress: AwsIngress;
  backups: AwsBackups;
}

/** Managed Prometheus with our rules, CloudWatch alarms for what has no metrics of its own, one topic for both, and Grafana to look at it. */
export function monitoring(spec: Spec, needs: MonitoringNeeds): Monitoring {
  const { database, service, ingress } = needs;
  const parent = componentOf("aws", "monitoring");
  const topics = alertTopics(spec, parent);
  const workspace = prometheus(spec, { topics, backupEveryMinutes: needs.backups.everyMinutes, parent });
  collector(spec, { ...needs, workspace, parent });
  alarms(spec, { ...needs, topics, parent });
  backupEvents(spec, { vault: needs.backups.vault, topic: topics.ticket, parent });
  const dashboards = grafana(spec, { ...needs, workspace, parent });
  savedQueries(spec, service.logGroup, parent);

  const { alertEmail, alertWebhookUrl } = spec.settings;
  const region = regionOf();
  const console_ = (path: pulumi.Input<string>) => pulumi.interpolate`https://${region}.console.aws.amazon.com/${path}`;
  return {
    summary: pulumi.interpolate`Managed Prometheus, Grafana, alerts to ${topics.page.name} and ${topics.ticket.name}`,
    notices: alertEmail === "" && alertWebhookUrl === "" ? [nobodyTold] : [],
    links: {
      grafana: dashboards.url,
      replicas: console_(pulumi.interpolate`ecs/v2/clusters/${service.cluster.name}/services/${service.name}`),
      logs: errorsLink(service.logGroup),
      alarms: console_(`cloudwatch/home?region=${region}#alarmsV2:`),
      databaseLoad: console_(
        pulumi.interpolate`rds/home?region=${region}#database:id=${database.identifier};is-cluster=false;tab=monitoring`,
      ),
      loadBalancer: console_(
        pulumi.interpolate`ec2/home?region=${region}#LoadBalancer:loadBalancerArn=${ingress.front.arn}`,
      ),
    },
    commands: {
      "show the newest errors": pulumi.interpolate`aws logs start-query --region ${region} --log-group-name ${service.logGroup} --start-time $(date -d '-1 hour' +%s) --end-time $(date +%s) --query-string '${queries.errors}'`,
      "read Grafana's password (user admin)": pulumi.interpolate`aws secretsmanager get-secret-value --region ${region} --secret-id ${needs.secrets.grafanaPassword.arn} --query SecretString --output text`,
      "hear of pages": pulumi.interpolate`aws sns subscribe --region ${region} --topic-arn ${topics.page.arn} --protocol email --notification-endpoint ADDRESS`,
    },
  };
}

const nobodyTold =
  "Alerts go to topics that nobody listens to. Set alertEmail (`pulumi config set alertEmail ADDRESS`), or subscribe: the output `commands` has the command.";
