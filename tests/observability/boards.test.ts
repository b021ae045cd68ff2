import { describe, expect, it } from "vitest";
import { sources } from "../../alerts/alert.ts";
import { dashboardsFor } from "../../dashboards/index.ts";
import { sizePresets } from "../../infra/presets.ts";

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  options: { legend?: { showLegend: boolean } };
  fieldConfig: {
    defaults: { unit?: string; thresholds?: { steps: unknown[] }; custom?: { thresholdsStyle?: { mode: string } } };
  };
  targets: { refId: string; expr: string; legendFormat?: string; datasource: { type: string; uid: string } }[];
}

interface Model {
  schemaVersion: number;
  panels: Panel[];
  templating: { list?: { name: string; query: string; datasource: { uid: string } }[] };
}

const boards = dashboardsFor({ sources, targets: sizePresets.large.targets }).map(({ uid, json }) => ({
  uid,
  json,
  model: JSON.parse(json) as Model,
}));

/** Names that Grafana has for units (grafana/packages/grafana-data, valueFormats), as far as they are used here. */
const units = ["short", "s", "bytes", "percentunit", "reqps", "cps", "Bps", "ops"];

const overlap = (a: Panel["gridPos"], b: Panel["gridPos"]) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

// What a board may hold at all, the types of Grafana's SDK say, by which it is built.
describe.each(boards)("$uid", ({ json, model: { panels, templating } }) => {
  const shown = panels.filter(({ type }) => type !== "row");

  it("has its panels side by side on the 24 columns of the grid, none over another", () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const [index, { title, gridPos: place }] of panels.entries()) {
      expect(place.w > 0 && place.h > 0 && place.x >= 0 && place.x + place.w <= 24, title).toBe(true);
      for (const other of panels.slice(index + 1))
        expect(overlap(place, other.gridPos), `${title} over ${other.title}`).toBe(false);
    }
  });

  it("has a title, a unit and a query on every panel, of the one source", () => {
    expect(shown.length).toBeGreaterThan(5);
    for (const { title, fieldConfig, targets } of shown) {
      expect(title).toMatch(/^[A-Z]/);
      expect(units, title).toContain(fieldConfig.defaults.unit);
      expect(targets.length, title).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      for (const { datasource } of targets) expect(datasource).toEqual({ type: "prometheus", uid: "prometheus" });
    }
  });

  it("tells the lines of a panel apart, and shows that it does", () => {
    for (const { title, type, targets, options } of shown.filter((panel) => panel.type === "timeseries")) {
      const named = targets.filter(({ legendFormat }) => legendFormat);
      if (targets.length > 1) expect(named, title).toHaveLength(targets.length);
      expect(options.legend?.showLegend, `${title}, ${type}`).toBe(named.length > 0);
    }
  });

  it("draws the limits that it has", () => {
    for (const { title, type, fieldConfig } of shown.filter((panel) => panel.fieldConfig.defaults.thresholds)) {
      expect(fieldConfig.defaults.thresholds?.steps.length, title).toBeGreaterThan(1);
      if (type === "timeseries") expect(fieldConfig.defaults.custom?.thresholdsStyle?.mode, title).toBe("dashed");
    }
  });

  it("uses every variable that it offers, and offers all that it uses", () => {
    const used = new Set(
      [...json.matchAll(/\$(\w+)/g)].map(([, name]) => name).filter((name) => !name?.startsWith("__")),
    );
    const offered = (templating.list ?? []).map(({ name }) => name);
    expect(offered.filter((name) => !used.has(name))).toEqual([]);
    expect([...used].filter((name) => !offered.includes(name!))).toEqual([]);
  });
});

it("the overview shows the objective's limits where they are known", () => {
  const [overview] = boards;
  const limited = overview!.model.panels.filter((panel) => panel.fieldConfig?.defaults.custom?.thresholdsStyle);
  expect(limited.map(({ title }) => title)).toEqual(["Share that fails", "Time to answer a request"]);
});
