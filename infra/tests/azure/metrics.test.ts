import { expect, it } from "vitest";
import { parse } from "yaml";
import { agentConfig } from "../../azure/metrics.ts";

const config = parse(
  agentConfig({
    ingestion: "https://dce.westeurope.metrics.ingest.monitor.azure.com",
    ruleId: "dcr-1",
    clientId: "id",
    port: 3000,
  }),
);

it("the agent scrapes its own replica, under the job's name that the alerts ask for", () => {
  expect(config.scrape_configs).toEqual([{ job_name: "campfire", static_configs: [{ targets: ["127.0.0.1:3000"] }] }]);
});

it("the agent writes to the rule's stream as its identity, and knows no password", () => {
  const [remote] = config.remote_write;
  expect(remote.url).toBe(
    "https://dce.westeurope.metrics.ingest.monitor.azure.com/dataCollectionRules/dcr-1/streams/Microsoft-PrometheusMetrics/api/v1/write?api-version=2023-04-24",
  );
  expect(remote.azuread).toEqual({ cloud: "AzurePublic", managed_identity: { client_id: "id" } });
});

it("replicas are told apart by the name that Container Apps gives each, also in `up`", () => {
  expect(config.global.external_labels.replica).toBe("$".concat("{CONTAINER_APP_REPLICA_NAME}"));
  expect(config.remote_write[0].write_relabel_configs).toEqual([
    { source_labels: ["replica"], target_label: "instance" },
    { action: "labeldrop", regex: "replica" },
  ]);
});
