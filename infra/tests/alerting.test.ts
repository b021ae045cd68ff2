import { describe, expect, it } from "vitest";
import { alertProblems, receiversOf, runbooksOf } from "../alerting.ts";
import { readSettings } from "../settings.ts";

const read = (config: Record<string, string>) => {
  const { settings, problems } = readSettings(config);
  if (!settings) throw new Error(problems.map(({ what }) => what).join());
  return settings;
};

describe("who is told of alerts", () => {
  it("is nobody where no setting names anybody", () => {
    expect(receiversOf(read({}))).toEqual({});
    expect(runbooksOf(read({}))).toBeUndefined();
  });

  it("follows from the settings, one by one", () => {
    const settings = read({
      alertSlackUrl: "https://hooks.slack.com/services/T/B/x",
      alertPagerDutyKey: "0123456789abcdef0123456789abcdef",
      alertEmail: "ops@example.com",
      alertSmtpUrl: "smtp://mail.example.com",
      alertWebhookUrl: "http://127.0.0.1:1/alerts",
      alertHeartbeatUrl: "https://example.com/alive",
      runbookUrl: "https://example.com/runbooks/",
    });
    expect(receiversOf(settings)).toEqual({
      slack: { url: "https://hooks.slack.com/services/T/B/x" },
      pagerDuty: { key: "0123456789abcdef0123456789abcdef" },
      email: { to: "ops@example.com", server: { host: "mail.example.com", port: 587, from: "ops@example.com" } },
      webhook: { url: "http://127.0.0.1:1/alerts" },
      heartbeat: { url: "https://example.com/alive" },
    });
    expect(runbooksOf(settings)).toBe("https://example.com/runbooks");
  });

  it("never shows a secret that is wrong", () => {
    for (const name of ["alertSlackUrl", "alertPagerDutyKey", "alertSmtpUrl", "alertWebhookUrl", "alertHeartbeatUrl"]) {
      const { problems } = readSettings({ [name]: "very secret" });
      expect(problems.map(({ code, setting }) => [code, setting])).toEqual([["SETTING_INVALID", name]]);
      expect(JSON.stringify(problems)).not.toContain("very secret");
    }
  });

  it("needs both an address and a mail server for mail", () => {
    expect(alertProblems(read({ alertEmail: "ops@example.com" }))).toMatchObject([{ setting: "alertSmtpUrl" }]);
    expect(alertProblems(read({ alertSmtpUrl: "smtp://mail.example.com" }))).toMatchObject([{ setting: "alertEmail" }]);
    expect(alertProblems(read({}))).toEqual([]);
  });

  it("is refused where a platform can't tell them, rather than ignored", () => {
    const refusedOn = (platform: string, values: Record<string, string>) =>
      readSettings({ platform, ...values }).problems.map(({ code, setting }) => `${code} ${setting}`);
    const slack = { alertSlackUrl: "https://hooks.slack.com/services/T/B/x" };
    const pager = { alertPagerDutyKey: "0123456789abcdef0123456789abcdef" };
    const heartbeat = { alertHeartbeatUrl: "https://example.com/alive" };
    const smtp = { alertSmtpUrl: "smtp://mail.example.com" };
    const everywhere = { alertWebhookUrl: "https://example.com/x", runbookUrl: "https://example.com/runbooks" };
    for (const cloud of ["aws", "gcp", "azure"]) {
      expect(refusedOn(cloud, slack)).toEqual(["SETTING_UNUSED alertSlackUrl"]);
      expect(refusedOn(cloud, smtp)).toEqual(["SETTING_UNUSED alertSmtpUrl"]);
    }
    expect(refusedOn("aws", { ...pager, ...heartbeat })).toEqual([
      "SETTING_UNUSED alertPagerDutyKey",
      "SETTING_UNUSED alertHeartbeatUrl",
    ]);
    for (const platform of ["gcp", "azure"]) expect(refusedOn(platform, { ...pager, ...heartbeat })).toEqual([]);
    for (const platform of ["local", "docker", "kubernetes"])
      expect(refusedOn(platform, { ...slack, ...pager, ...heartbeat, ...smtp })).toEqual([]);
    for (const platform of ["local", "docker", "kubernetes", "aws", "gcp", "azure"])
      expect(refusedOn(platform, everywhere)).toEqual([]);
  });
});
