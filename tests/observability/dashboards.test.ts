import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { sources } from "../../alerts/alert.ts";
import { dashboards, dashboardsFor } from "../../dashboards/index.ts";
import { sizePresets } from "../../infra/presets.ts";
import { expressionsOf } from "./support/expressions.ts";
import { check, hasPromtool } from "./support/promtool.ts";

const everything = dashboardsFor({
  sources,
  targets: sizePresets.large.targets,
  runbooks: "https://example.com/runbooks",
  logs: "https://example.com/logs",
});
const root = resolve(import.meta.dirname, "../..");

describe("dashboards", () => {
  it("are the seven, each with a name of its own", () => {
    expect(everything.map(({ uid }) => uid)).toEqual(
      ["overview", "realtime", "database", "redis", "platform", "business", "backups"].map(
        (name) => `campfire-${name}`,
      ),
    );
  });

  it("show only what a stack has", () => {
    const bare = dashboardsFor({ sources: [], redis: false });
    expect(bare.map(({ uid }) => uid)).not.toEqual(expect.arrayContaining(["campfire-redis"]));
    expect(bare.map(({ uid }) => uid)).not.toEqual(expect.arrayContaining(["campfire-backups"]));
    const asked = bare.flatMap(({ json }) => expressionsOf(json)).join("\n");
    expect(asked).not.toMatch(/node_|ALERTS|campfire_(ingress|backup|redis)_/);
    for (const { json } of dashboards) expect(json).not.toMatch(/node_|ALERTS|campfire_(ingress|backup)_/);
  });

  it("let their readers choose replicas and kinds of room, and lead to each other, the runbooks and the logs", () => {
    for (const { uid, json } of everything) {
      const { templating, links } = JSON.parse(json) as {
        templating: { list?: { name: string }[] };
        links: { url?: string; type: string }[];
      };
      const choices: Record<string, string[]> = {
        "campfire-business": ["instance", "room_type"],
        "campfire-backups": [],
      };
      expect((templating.list ?? []).map(({ name }) => name)).toEqual(choices[uid] ?? ["instance"]);
      expect(links.map(({ type, url }) => url ?? type)).toEqual([
        "dashboards",
        "https://example.com/runbooks/README.md",
        "https://example.com/logs",
      ]);
    }
  });

  it("measure against the objective only where they know it", () => {
    const [overview] = everything;
    expect(overview?.json).toContain("Objective: 99.9 % in 30 days");
    expect(overview?.json).toContain("Error budget left");
    expect(dashboards[0]?.json).not.toContain("Error budget left");
  });

  it.skipIf(!hasPromtool)("ask for nothing that Prometheus would not understand", async () => {
    const expressions = everything.flatMap(({ json }) => expressionsOf(json));
    expect(expressions.length).toBeGreaterThan(90);
    const rules = expressions.map((expr, index) => ({ record: `panel_${index}`, expr }));
    const file = stringify({ groups: [{ name: "panels", rules }] }, { lineWidth: 0 });
    expect(await check("promtool", ["check", "rules", "--lint=none", "rules.yml"], { "rules.yml": file })).toContain(
      `${expressions.length} rules found`,
    );
  });
});

describe("npm run dashboards", () => {
  it("writes what anyone's own Grafana takes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "campfire-dashboards-"));
    try {
      await check(process.execPath, [join(root, "scripts/dashboards.ts"), "--out", folder, "--no-redis"], {});
      const written = readdirSync(folder);
      expect(written).toHaveLength(6);
      for (const name of written)
        expect(JSON.parse(readFileSync(join(folder, name), "utf8"))).toMatchObject({ uid: name.replace(".json", "") });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says what is missing or wrong", async () => {
    const run = (...args: string[]) => check(process.execPath, [join(root, "scripts/dashboards.ts"), ...args], {});
    await expect(run()).rejects.toThrow("--out is missing");
    await expect(run("--out", "x", "--size", "huge")).rejects.toThrow("huge");
  });
});

describe("npm run alerts", () => {
  const run = (...args: string[]) => check(process.execPath, [join(root, "scripts/alerts.ts"), ...args], {});

  it("prints the rules of a size, or the routes", async () => {
    expect(await run("--size", "medium", "--replicas", "4")).toContain('sum(up{job="campfire"}) < 4');
    expect(await run("--alertmanager")).toContain("inhibit_rules");
  });

  it("says what is wrong", async () => {
    await expect(run("--size", "huge")).rejects.toThrow("huge");
    await expect(run("--source", "stars")).rejects.toThrow("--source takes");
  });
});
