import { beforeAll, describe, expect, it } from "vitest";
import { sources } from "../../alerts/alert.ts";
import { elsewhere } from "../../alerts/elsewhere.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { googleText } from "../../infra/gcp/alerting.ts";
import { type PlatformName, platformNames } from "../../infra/platform-names.ts";
import { lifecyclePresets, sizePresets } from "../../infra/presets.ts";
import { alertsIn, type Found, seconds } from "./alert-forms.ts";
import { matrix } from "./matrix.ts";
import { planCell, renderCell } from "./plan.ts";

const published = "https://example.com/runbooks";
/** Google Cloud and Azure have a watchdog only where somebody hears it. */
const settings = {
  "campfire:runbookUrl": published,
  "campfire:alertWebhookUrl": "https://example.com/alerts",
  "campfire:alertHeartbeatUrl": "https://example.com/alive",
};

const image = `registry.example.com/campfire@sha256:${"0".repeat(64)}`;
const cellOf = (platform: PlatformName) => {
  const cell = matrix.find(
    (one) => one.platform === platform && one.size === "medium" && one.lifecycle === "production",
  )!;
  const { "campfire:alertHeartbeatUrl": _, ...unheard } = settings;
  // Made elsewhere: to build one on Azure, a registry would be asked.
  const made: Record<string, string> = platform === "azure" ? { "campfire:image": image } : {};
  return { ...cell, config: { ...cell.config, ...made, ...(platform === "aws" ? unheard : settings) } };
};

/** Everything that alerts/ has. A replica of a medium stack is given the same everywhere, and so its thresholds are the same. */
const size = sizePresets.medium;
const source = alertsFor({
  size,
  replicas: size.replicas.min,
  backupEveryMinutes: lifecyclePresets.production.backups.everyMinutes,
  sources,
});

const kindOf = (platform: PlatformName, name: string) => elsewhere[name]?.[platform]?.kind;

/** The expression without what a platform had to add: whose series they are, and that there must be no outage. */
const bare = (expr: string) =>
  expr
    .replace(/^\((.*)\) unless on\(\) count_over_time\(.*\[5m:1m\]\)$/, "$1")
    .replaceAll(/namespace="[^"]*",?/g, "")
    .replaceAll("{}", "");

describe.each(platformNames)("the alerts of %s", (platform) => {
  let found: Found[];
  beforeAll(async () => {
    // Docker knows all beforehand, and its migration can't be made up.
    const plan = platform === "docker" ? planCell : renderCell;
    found = alertsIn[platform](await plan(cellOf(platform)));
  });
  const named = (name: string) => found.find((one) => one.name === name);

  it("are those of alerts/ in the same words, but for what alerts/elsewhere.ts names", () => {
    const same = source.filter(({ name }) => kindOf(platform, name) === undefined);
    expect(same.length).toBeGreaterThan(30);
    for (const { name, expr, for: held, severity, summary, description } of same) {
      const one = named(name);
      expect(one && { ...one, expr: bare(one.expr) }, name).toEqual({
        name,
        expr,
        for: seconds(held),
        severity,
        summary: platform === "gcp" ? googleText(summary) : summary,
        description,
        runbook: `${published}/${name}.md`,
      });
    }
  });

  it("that find out differently are there too, with the same severity, texts and runbook", () => {
    for (const alert of source.filter(({ name }) => kindOf(platform, name) === "differently")) {
      const { name, severity, description, expr } = alert;
      // CloudWatch's alarms have names of their own: aws-stacks.test.ts looks at them.
      if (platform === "aws" && name !== "Watchdog") continue;
      expect(named(name)).toMatchObject({ severity, description, runbook: `${published}/${name}.md` });
      if (name !== "Watchdog" || platform === "azure") expect(named(name)?.expr).not.toBe(expr);
    }
  });

  it("leave out what is covered by something else, and nothing besides", () => {
    const left = source.filter(({ name }) => named(name) === undefined);
    const ofTheirOwn = platform === "aws" ? ["BackupOld", "BackupUnproven"] : [];
    const instead = Object.keys(elsewhere).filter((name) => kindOf(platform, name) === "instead");
    expect(left.map(({ name }) => name).sort()).toEqual([...instead, ...ofTheirOwn].sort());
  });

  if (platform === "kubernetes" || platform === "gcp") {
    it("look at this stack's series only, not at its neighbours'", () => {
      for (const { name, expr } of found.filter(({ expr }) => /campfire_|up\{/.test(expr)))
        expect(expr.match(/campfire_\w+(?!\{namespace|\w)|\bup\{(?!namespace)/g), name).toBeNull();
    });
  }
});

describe("alerts/elsewhere.ts", () => {
  it("names only alerts that there are", () => {
    const names = source.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(elsewhere)));
  });
});
