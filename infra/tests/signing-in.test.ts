import { describe, expect, it } from "vitest";
import { unknownVariables } from "../../app/src/config.ts";
import { readSettings } from "../settings.ts";
import { givenSecrets, signInEnvironment, signInPorts, signInProblems } from "../signing-in.ts";

const read = (config: Record<string, string>) => {
  const { settings, problems } = readSettings(config);
  if (!settings) throw new Error(problems.map(({ what }) => what).join());
  return settings;
};
const provider = { oidcIssuer: "https://login.example.com/realms/acme", oidcClientId: "campfire" };
const mail = { smtpUrl: "smtps://me:hunter2@mail.example.com", mailFrom: "Campfire <chat@example.com>" };

describe("how people sign in", () => {
  it("is left to the app where no setting says anything", () => {
    const settings = read({});
    expect(signInEnvironment(settings)).toEqual({});
    expect(givenSecrets(settings)).toEqual([]);
    expect(signInProblems(settings)).toEqual([]);
    expect(signInPorts(settings)).toEqual([]);
  });

  it("is told the app, secrets apart from the rest, by variables that it knows", () => {
    const rest = {
      oidcName: "Acme",
      oidcScopes: "openid email groups",
      oidcAutoCreate: "false",
      oidcAllowedDomains: "example.com",
      oidcAdminGroup: "roles=admins",
      passwordSignIn: "false",
    };
    const settings = read({ ...provider, ...mail, ...rest, oidcClientSecret: "hunter3" });
    expect(signInProblems(settings)).toEqual([]);
    const environment = signInEnvironment(settings);
    expect(environment).toMatchObject({
      CAMPFIRE_OIDC_ISSUER: provider.oidcIssuer,
      CAMPFIRE_PASSWORD_SIGN_IN: "false",
      CAMPFIRE_MAIL_FROM: mail.mailFrom,
    });
    expect(JSON.stringify(environment)).not.toContain("hunter");
    expect(givenSecrets(settings)).toEqual([
      { name: "oidc-client-secret", variable: "CAMPFIRE_OIDC_CLIENT_SECRET", value: "hunter3" },
      { name: "smtp-url", variable: "CAMPFIRE_SMTP_URL", value: mail.smtpUrl },
    ]);
    const variables = { ...environment, CAMPFIRE_OIDC_CLIENT_SECRET: "", CAMPFIRE_SMTP_URL: "" };
    expect(Object.keys(variables)).toHaveLength(11);
    expect(unknownVariables(variables)).toEqual([]);
  });

  it.each<[Record<string, string>, string, string]>([
    [{ oidcClientId: "campfire" }, "SETTING_MISSING", "oidcIssuer"],
    [{ oidcIssuer: provider.oidcIssuer }, "SETTING_MISSING", "oidcClientId"],
    [{ ...provider, oidcIssuer: "http://login.example.com" }, "SETTING_INVALID", "oidcIssuer"],
    [{ ...provider, oidcScopes: "email" }, "SETTING_INVALID", "oidcScopes"],
    [{ passwordSignIn: "false" }, "SETTING_INVALID", "passwordSignIn"],
    [{ smtpUrl: mail.smtpUrl }, "SETTING_MISSING", "mailFrom"],
    [{ ...mail, smtpUrl: "hunter2" }, "SETTING_INVALID", "smtpUrl"],
  ])("is refused in words of the stack file, without a secret: %j", (config, code, setting) => {
    const problems = signInProblems(read(config));
    expect(problems.map((problem) => [problem.code, problem.setting])).toEqual([[code, setting]]);
    const said = JSON.stringify(problems);
    expect(said).not.toContain("hunter2");
    expect(said).not.toContain("CAMPFIRE_");
  });

  it("needs the ports of the mail server and of the provider opened, where they are not the web's", () => {
    expect(signInPorts(read({ ...provider, ...mail }))).toEqual([465]);
    expect(signInPorts(read({ ...mail, smtpUrl: "smtp://mail.example.com" }))).toEqual([587]);
    const other = { ...provider, oidcIssuer: "https://login.example.com:8443" };
    expect(signInPorts(read({ ...other, ...mail, smtpUrl: "smtp://mail.example.com:25?insecure" }))).toEqual([
      8443, 25,
    ]);
  });
});
