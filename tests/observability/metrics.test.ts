import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { sources } from "../../alerts/alert.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { dashboardsFor } from "../../dashboards/index.ts";
import { sizePresets } from "../../infra/presets.ts";
import { expressionsOf } from "./support/expressions.ts";
import { isDefault, type MetricRow, registries, rowsOf } from "./support/registries.ts";

const text = readFileSync(resolve(import.meta.dirname, "../../docs/metrics.md"), "utf8");
/** The rows of the table below a heading. */
function documented(heading: string): MetricRow[] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return rows
    .filter(([, name]) => name?.startsWith("`"))
    .map(([, name = "", type = "", labels = "", help = ""]) => ({
      name: name.replaceAll("`", ""),
      type,
      labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label!),
      help,
    }));
}

const all = Object.values(registries()).flatMap(rowsOf);

describe("docs/metrics.md", () => {
  it.each(Object.entries(registries()))("lists the metrics of %s as they are", (heading, registry) => {
    const rows = rowsOf(registry).filter(({ name }) => !isDefault(name));
    expect(rows.length).toBeGreaterThan(3);
    expect(documented(heading)).toEqual(rows);
  });

  it("names what the guides' names became, and each of those exists", () => {
    const section = text.split("## The guides' names")[1]!.split("\n## ")[0]!;
    const here = [...section.matchAll(/^\|[^|]*\|([^|]*)\|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`(campfire_\w+)`/g)].map(([, name]) => name!),
    );
    expect(here.length).toBeGreaterThan(4);
    const names = all.map(({ name }) => name);
    for (const name of here.filter((one) => !one.endsWith("_"))) expect(names).toContain(name);
  });
});

describe("metrics", () => {
  it("begin with campfire_, and counters end in _total", () => {
    for (const { name, type } of all.filter(({ name }) => !isDefault(name))) {
      expect(name).toMatch(/^campfire_[a-z][a-z_]+$/);
      expect(name.endsWith("_total"), name).toBe(type === "counter");
    }
  });

  it("have no label for a person, a room, an address or a text", () => {
    const allowed = new Set(
      "method route status statement from outcome type code version instance state of result operation class replica".split(
        " ",
      ),
    );
    for (const { name, labels } of all.filter(({ name }) => !isDefault(name)))
      for (const label of labels) expect(allowed, `${name} has ${label}`).toContain(label);
  });

  it("that alerts and dashboards ask for exist", () => {
    const asked = [
      ...alertsFor({ size: sizePresets.small, replicas: 2, backupEveryMinutes: 10, sources }).map(({ expr }) => expr),
      ...dashboardsFor({ sources, targets: sizePresets.small.targets }).flatMap(({ json }) => expressionsOf(json)),
    ];
    const names = new Set(all.map(({ name }) => name));
    const used = new Set(asked.flatMap((expr) => expr.match(/\bcampfire_\w+/g) ?? []));
    expect(used.size).toBeGreaterThan(40);
    // A histogram's parts have names of their own.
    const missing = [...used].filter(
      (name) => !names.has(name) && !names.has(name.replace(/_(bucket|sum|count)$/, "")),
    );
    expect(missing).toEqual([]);
  });

  it("are all looked at by an alert or a dashboard", () => {
    const asked = [
      ...alertsFor({ size: sizePresets.small, replicas: 2, backupEveryMinutes: 10, sources }).map(({ expr }) => expr),
      ...dashboardsFor({ sources }).flatMap(({ json }) => expressionsOf(json)),
    ].join("\n");
    const unseen = all.filter(({ name }) => !isDefault(name) && !asked.includes(name)).map(({ name }) => name);
    expect(unseen).toEqual(["campfire_ingress_replica_failures_total", "campfire_ingress_websocket_upgrades_total"]);
  });
});
