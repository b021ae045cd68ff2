import { stringify } from "yaml";

/** What Prometheus scrapes under one name: instance → its address. */
export interface Target {
  job: string;
  instances: Record<string, string>;
}

/** prometheus.yml: intervals of the deployment guide. */
export const prometheusConfiguration = (targets: readonly Target[]): string =>
  stringify({
    global: { scrape_interval: "15s", scrape_timeout: "10s", evaluation_interval: "15s" },
    rule_files: ["alerts.yml"],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }] },
    scrape_configs: targets.map(({ job, instances }) => ({
      job_name: job,
      static_configs: Object.entries(instances).map(([instance, address]) => ({
        targets: [address],
        labels: { instance },
      })),
    })),
  });
