import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Monitoring, Spec } from "../contract.ts";
import { alertPolicies } from "./alerting.ts";
import type { GcpBackups } from "./backups.ts";
import type { GcpCache } from "./cache.ts";
import type { GcpDatabase } from "./database.ts";
import { recordsToMake } from "./dns.ts";
import { grafana } from "./grafana.ts";
import { keepLogs, logsLink, savedQueries } from "./logs.ts";
import type { GcpNetwork } from "./network.ts";
import { consoleLink, region } from "./project.ts";
import type { GcpSecrets } from "./secrets.ts";
import type { GcpService } from "./service.ts";

interface Needs {
  network: GcpNetwork;
  secrets: GcpSecrets;
  database: GcpDatabase;
  cache: GcpCache;
  service: GcpService;
  backups: GcpBackups;
}

/** Managed Service for Prometheus, to which each instance's collector writes; alert policies over it; Grafana; logs. */
export function monitoring(spec: Spec, { network, secrets, database, cache, service, backups }: Needs): Monitoring {
  const parent = componentOf("gcp", "monitoring");
  keepLogs(spec, parent);
  savedQueries(spec, parent);
  alertPolicies(spec, { database, cache, backups }, parent);
  const { url, records } = grafana(spec, { network, secrets, database }, parent);
  return {
    summary: `Managed Service for Prometheus, Grafana at ${url}, logs for ${Math.max(30, spec.lifecycle.logRetentionDays)} days`,
    notices: noticesOf(spec),
    links: {
      grafana: url,
      alerts: consoleLink("monitoring/alerting"),
      logs: logsLink(spec),
      service: consoleLink(pulumi.interpolate`run/detail/${region()}/${service.service.name}/metrics`),
      database: consoleLink(pulumi.interpolate`sql/instances/${database.instance.name}/overview`),
    },
    records: recordsToMake(spec, records),
    commands: {
      "read the password of Grafana's user admin": pulumi.interpolate`gcloud secrets versions access ${secrets.grafanaPassword.version} --secret=${secrets.grafanaPassword.secret}`,
      "read the key of the backups, to keep it elsewhere too": pulumi.interpolate`gcloud secrets versions access ${secrets.backupKey.version} --secret=${secrets.backupKey.secret}`,
    },
  };
}

function noticesOf({ settings }: Spec): string[] {
  const { alertEmail, alertPagerDutyKey, alertWebhookUrl, alertHeartbeatUrl } = settings;
  return [
    ...(alertEmail + alertPagerDutyKey + alertWebhookUrl === "" ? [nobodyIsTold] : []),
    ...(alertHeartbeatUrl === "" ? [nobodyMissesAlerts] : []),
  ];
}

const nobodyIsTold =
  "When an alert fires it shows in Google Cloud's console and nobody is told: `pulumi config set alertEmail you@example.com`, then `up` again.";
const nobodyMissesAlerts =
  "Nobody notices when alerts no longer get through: let alertHeartbeatUrl be called, by which a service outside hears that they do.";
