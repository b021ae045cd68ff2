import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { prometheusRules } from "../../../alerts/prometheus.ts";
import { alertsFor } from "../../../alerts/rules.ts";
import { caddyfile } from "../../docker/caddyfile.ts";
import { prometheusConfiguration } from "../../docker/prometheus.ts";
import { findExecutable } from "../../local/executables.ts";
import { sizePresets } from "../../presets.ts";

describe("the ingress", () => {
  const site = { host: "chat.example.com", upstreams: ["chat-1", "chat-2"], metricsPort: 9180, requestBytes: 1000 };

  it("asks every replica, and only those that are ready", () => {
    const text = caddyfile({ ...site, signer: "public" });
    expect(text).toContain("reverse_proxy chat-1:3000 chat-2:3000 {");
    expect(text).toContain("health_uri /health/ready");
    expect(text).toContain("max_size 1000");
  });

  it("signs by itself only where no public authority would", () => {
    expect(caddyfile({ ...site, signer: "internal" })).toContain("tls internal");
    expect(caddyfile({ ...site, signer: "public" })).not.toContain("tls internal");
  });

  it("keeps metrics from outside", () => {
    expect(caddyfile({ ...site, signer: "public" })).toMatch(
      /@metrics path \/metrics \/metrics\/\*\n\trespond @metrics 404/,
    );
  });
});

describe("Prometheus", () => {
  it.runIf(findExecutable("promtool"))("takes the configuration and the alerts of every size", () => {
    const folder = mkdtempSync(join(tmpdir(), "campfire-prometheus-"));
    try {
      const configuration = prometheusConfiguration([{ job: "campfire", instances: { "chat-1": "chat-1:3000" } }]);
      writeFileSync(join(folder, "prometheus.yml"), configuration);
      for (const size of Object.values(sizePresets)) {
        const alerts = alertsFor({ size, replicas: size.replicas.min, backupEveryMinutes: 10 });
        writeFileSync(join(folder, "alerts.yml"), prometheusRules(alerts));
        const said = execFileSync("promtool", ["check", "config", "prometheus.yml"], { cwd: folder, encoding: "utf8" });
        expect(said).toContain(`${alerts.length} rules found`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("knows each replica by its name", () => {
    const { scrape_configs: jobs } = parse(
      prometheusConfiguration([{ job: "campfire", instances: { "chat-1": "chat-1:3000", "chat-2": "chat-2:3000" } }]),
    ) as { scrape_configs: { static_configs: { labels: { instance: string } }[] }[] };
    expect(jobs[0]?.static_configs.map(({ labels }) => labels.instance)).toEqual(["chat-1", "chat-2"]);
  });
});
