import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { sources } from "../../alerts/alert.ts";
import { alertmanagerConfiguration } from "../../alerts/alertmanager.ts";
import { inhibitions } from "../../alerts/inhibitions.ts";
import { mailServer, type Receivers } from "../../alerts/receivers.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { sizePresets } from "../../infra/presets.ts";
import fc from "../support/properties.ts";
import { check, hasAmtool } from "./support/promtool.ts";

const all: Receivers = {
  slack: { url: "https://hooks.slack.com/services/T/B/secret" },
  pagerDuty: { key: "0123456789abcdef0123456789abcdef" },
  email: { to: "operators@example.com", server: mailServer("smtp://chat%40example.com:p%3Aw@mail.example.com", "") },
  webhook: { url: "https://example.com/alerts" },
  heartbeat: { url: "https://example.com/alive" },
};
const alerts = alertsFor({
  size: sizePresets.small,
  replicas: 2,
  backupEveryMinutes: 10,
  sources,
});
interface Configuration {
  receivers: { name: string }[];
}
/** The kinds of what a receiver sends, by its name. */
const kindsOf = (receivers: Receivers) =>
  Object.fromEntries(
    (parse(alertmanagerConfiguration(receivers)) as Configuration).receivers.map(({ name, ...configs }) => [
      name,
      Object.keys(configs).map((key) => key.replace("_configs", "")),
    ]),
  );

describe("Alertmanager's configuration", () => {
  it("tells pages to all, tickets to all but the pager, the watchdog to the heartbeat only", () => {
    expect(kindsOf(all)).toEqual({
      page: ["slack", "pagerduty", "email", "webhook"],
      ticket: ["slack", "email", "webhook"],
      heartbeat: ["webhook"],
    });
  });

  it("tells nobody whom nobody named", () => {
    expect(kindsOf({})).toEqual({ page: [], ticket: [], heartbeat: [] });
    fc.assert(
      fc.property(fc.subarray(Object.keys(all) as (keyof Receivers)[]), (chosen) => {
        const some = kindsOf(Object.fromEntries(chosen.map((kind) => [kind, all[kind]])));
        const { page = [], heartbeat = [] } = some;
        expect(page.length + heartbeat.length).toBe(chosen.length);
      }),
    );
  });

  it("holds back only alerts that there are, none of them by itself, and no circle holds all back", () => {
    const names = alerts.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...Object.keys(inhibitions), ...Object.values(inhibitions).flat()]));
    const reach = (name: string, seen = new Set<string>()): Set<string> => {
      for (const target of inhibitions[name] ?? []) if (!seen.has(target)) reach(target, seen.add(target));
      return seen;
    };
    for (const name of Object.keys(inhibitions)) expect(reach(name).has(name), name).toBe(false);
  });

  it("never holds a page back because of a ticket", () => {
    const severity = (name: string) => alerts.find((alert) => alert.name === name)?.severity;
    for (const [source, targets] of Object.entries(inhibitions))
      if (severity(source) === "ticket") expect(targets.map(severity)).not.toContain("page");
  });
});

describe.skipIf(!hasAmtool)("Alertmanager", () => {
  it("takes the configuration with all receivers and with none", async () => {
    for (const receivers of [all, {}]) {
      const files = { "alertmanager.yml": alertmanagerConfiguration(receivers) };
      expect(await check("amtool", ["check-config", "alertmanager.yml"], files)).toContain("3 receivers");
    }
  });

  it("routes every alert by its severity, and the watchdog to the heartbeat", async () => {
    const files = { "alertmanager.yml": alertmanagerConfiguration(all) };
    for (const { name, severity } of [
      { name: "Watchdog", severity: "ticket" },
      ...["page", "ticket"].map(
        (kind) => alerts.find((alert) => alert.severity === kind && alert.name !== "Watchdog")!,
      ),
    ]) {
      const expected = name === "Watchdog" ? "heartbeat" : severity;
      const labels = [`--verify.receivers=${expected}`, `alertname=${name}`, `severity=${severity}`];
      await check("amtool", ["config", "routes", "test", "--config.file=alertmanager.yml", ...labels], files);
    }
  });
});

describe("a mail server's URL", () => {
  it("says the port by its scheme, and from whom mail comes", () => {
    expect(mailServer("smtps://mail.example.com", "team@example.com")).toEqual({
      host: "mail.example.com",
      port: 465,
      from: "team@example.com",
    });
    expect(all.email?.server).toEqual({
      host: "mail.example.com",
      port: 587,
      from: "chat@example.com",
      user: "chat@example.com",
      password: "p:w",
    });
  });

  it("is refused when it is another kind", () => {
    for (const url of ["https://mail.example.com", "mail.example.com", "smtp://"]) {
      expect(() => mailServer(url, "")).toThrow(TypeError);
    }
  });
});
