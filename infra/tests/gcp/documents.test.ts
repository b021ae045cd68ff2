import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { dashboards } from "../../../dashboards/index.ts";
import fc from "../../../tests/support/properties.ts";
import { seconds } from "../../gcp/alerting.ts";
import { collectorConfiguration } from "../../gcp/collector.ts";
import { grafanaFolder, provisioningFiles } from "../../gcp/grafana-provisioning.ts";
import { streamIdleTimeout } from "../../gcp/ingress.ts";
import { logFilter } from "../../gcp/logs.ts";
import { migrationToken } from "../../gcp/service.ts";
import { continentOf, longestKept } from "../../gcp/vault.ts";
import { lifecyclePresets, lifecycles, timing } from "../../presets.ts";
import { specOf } from "./support/spec.ts";

describe("what containers on Google Cloud read", () => {
  it("has the collector scrape the app, as the job that the alerts ask for", () => {
    expect(parse(collectorConfiguration(3000, 30))).toEqual({
      apiVersion: "monitoring.googleapis.com/v1beta",
      kind: "RunMonitoring",
      metadata: { name: "campfire" },
      spec: { endpoints: [{ port: 3000, path: "/metrics", interval: "30s" }] },
    });
  });

  it("gives Grafana the data source beside it, under the name that dashboards use, and every dashboard", () => {
    const files = provisioningFiles(specOf({ stack: "prod" }), "https://example.com/logs");
    const source = parse(files["provisioning/datasources/prometheus.yaml"]!) as { datasources: { uid: string }[] };
    expect(source.datasources).toMatchObject([{ uid: "prometheus", type: "prometheus", url: "http://127.0.0.1:9090" }]);
    const provider = parse(files["provisioning/dashboards/campfire.yaml"]!) as { providers: { options: object }[] };
    expect(provider.providers[0]?.options).toEqual({ path: `${grafanaFolder}/boards` });
    for (const { uid } of dashboards) expect(JSON.parse(files[`boards/${uid}.json`]!)).toMatchObject({ uid });
    expect(files["boards/campfire-overview.json"]).toContain('"url":"https://example.com/logs"');
    expect(files["boards/campfire-overview.json"]).toContain("Error budget left");
  });

  it("finds the logs of the service and of its jobs, and of no stack whose name begins alike", () => {
    const [, pattern] = /service_name=~"([^"]+)"/.exec(logFilter(specOf({ stack: "prod" })))!;
    const found = (name: string) => new RegExp(pattern!).test(name);
    expect(["campfire-prod", "campfire-prod-backup", "campfire-prod-grafana"].every(found)).toBe(true);
    expect(["campfire-prod2", "campfire-production", "my-campfire-prod"].some(found)).toBe(false);
  });
});

it("the load balancer keeps a silent WebSocket for at least three pings (pitfall 1)", () => {
  expect(streamIdleTimeout).toBeGreaterThanOrEqual(3 * timing.ping);
});

describe("a migration", () => {
  it("runs once for an image and a database, under a name that an execution can have", () => {
    const token = migrationToken(["image@sha256:1", "database-1"]);
    expect(token).toMatch(/^[0-9a-f]{12}$/);
    expect(migrationToken(["image@sha256:1", "database-1"])).toBe(token);
    expect(migrationToken(["image@sha256:2", "database-1"])).not.toBe(token);
    expect(migrationToken(["image@sha256:1", "database-2"])).not.toBe(token);
  });
});

describe("durations as Prometheus writes them", () => {
  it("become seconds", () => {
    const unit = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
    const part = fc.tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom("s", "m", "h", "d"));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
        const text = parts.map(([count, name]) => `${count}${name}`).join("");
        expect(seconds(text)).toBe(parts.reduce((sum, [count, name]) => sum + count * unit[name], 0));
      }),
    );
  });

  it.each(["5", "m5", "5 m", "5x"])("are refused when they are none: %s", (text) => {
    expect(() => seconds(text)).toThrow(/no duration/);
  });
});

describe("the vault", () => {
  it.each([
    ["europe-west1", "EU"],
    ["us-east4", "US"],
    ["asia-northeast1", "ASIA"],
    ["me-west1", "me-west1"],
    ["northamerica-northeast1", "northamerica-northeast1"],
  ])("of %s is in %s", (region, location) => {
    expect(continentOf(region)).toBe(location);
  });

  it.each(lifecycles)("keeps for longer than any backup of %s", (lifecycle) => {
    const { keep } = lifecyclePresets[lifecycle].backups;
    expect(longestKept(keep)).toBeGreaterThan(Math.max(keep.daily, keep.weekly * 7, keep.monthly * 31));
  });
});
