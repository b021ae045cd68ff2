import { describe, expect, test } from "vitest";
import { readServeConfig } from "../src/config.ts";
import { ConfigError } from "../src/config-values.ts";

const right = {
  CAMPFIRE_DATABASE_URL: "postgres://campfire:hunter2@127.0.0.1/campfire",
  CAMPFIRE_FILES_URL: "file:///var/lib/campfire",
  CAMPFIRE_SECRET_KEY: "0123456789abcdef0123456789abcdef",
};
const provider = { CAMPFIRE_OIDC_ISSUER: "https://login.example.com/realms/acme", CAMPFIRE_OIDC_CLIENT_ID: "campfire" };
const mail = { CAMPFIRE_SMTP_URL: "smtps://mail.example.com", CAMPFIRE_MAIL_FROM: "Campfire <chat@example.com>" };

function problems(env: Record<string, string>) {
  try {
    readServeConfig({ ...right, ...env });
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

describe("settings of signing in", () => {
  test("are those of passwords alone unless a provider is set", () => {
    expect(readServeConfig(right)).toMatchObject({ signIn: { provider: null, passwords: true }, mail: null });
    expect(readServeConfig({ ...right, ...provider }).signIn.provider).toMatchObject({
      clientSecret: null,
      scopes: ["openid", "email", "profile"],
      name: "login.example.com",
      autoCreate: true,
      allowedDomains: null,
      adminGroup: null,
    });
  });

  test.each([
    ["chat-admins", { claim: "groups", value: "chat-admins" }],
    ["roles=chat admins", { claim: "roles", value: "chat admins" }],
    ["https://example.com/roles=a=b", { claim: "https://example.com/roles", value: "a=b" }],
  ])("CAMPFIRE_OIDC_ADMIN_GROUP=%s", (text, expected) => {
    const env = { ...right, ...provider, CAMPFIRE_OIDC_ADMIN_GROUP: text };
    expect(readServeConfig(env).signIn.provider?.adminGroup).toEqual(expected);
  });

  test.each([
    ["smtps://u%40x:p%2Fw@mail.example.com", { port: 465, security: "tls", user: "u@x", password: "p/w" }],
    ["smtp://mail.example.com", { port: 587, security: "starttls", user: null, password: null }],
    ["smtp://[::1]:25?insecure", { host: "::1", port: 25, security: "any" }],
  ])("CAMPFIRE_SMTP_URL=%s", (text, expected) => {
    expect(readServeConfig({ ...right, ...mail, CAMPFIRE_SMTP_URL: text }).mail).toMatchObject(expected);
  });

  test.each<[Record<string, string>, string]>([
    [{ ...provider, CAMPFIRE_OIDC_ISSUER: "http://login.example.com" }, "CAMPFIRE_OIDC_ISSUER"],
    [{ ...provider, CAMPFIRE_OIDC_ISSUER: "http://127.example.com" }, "CAMPFIRE_OIDC_ISSUER"],
    [{ ...provider, CAMPFIRE_OIDC_ISSUER: "https://login.example.com/?x=1" }, "CAMPFIRE_OIDC_ISSUER"],
    [{ ...provider, CAMPFIRE_OIDC_ISSUER: "login.example.com" }, "CAMPFIRE_OIDC_ISSUER"],
    [{ ...provider, CAMPFIRE_OIDC_CLIENT_ID: "" }, "CAMPFIRE_OIDC_CLIENT_ID"],
    [{ ...provider, CAMPFIRE_OIDC_SCOPES: "email" }, "CAMPFIRE_OIDC_SCOPES"],
    [{ ...provider, CAMPFIRE_OIDC_AUTO_CREATE: "yes" }, "CAMPFIRE_OIDC_AUTO_CREATE"],
    [{ ...provider, CAMPFIRE_OIDC_ALLOWED_DOMAINS: "@example.com" }, "CAMPFIRE_OIDC_ALLOWED_DOMAINS"],
    [{ ...provider, CAMPFIRE_OIDC_ADMIN_GROUP: "roles=" }, "CAMPFIRE_OIDC_ADMIN_GROUP"],
    [{ CAMPFIRE_OIDC_CLIENT_SECRET: "hunter2" }, "CAMPFIRE_OIDC_ISSUER"],
    [{ CAMPFIRE_PASSWORD_SIGN_IN: "false" }, "CAMPFIRE_PASSWORD_SIGN_IN"],
    [{ ...mail, CAMPFIRE_SMTP_URL: "mail.example.com:587" }, "CAMPFIRE_SMTP_URL"],
    [{ ...mail, CAMPFIRE_SMTP_URL: "smtp://me:hunter2@mail.example.com?secure=false" }, "CAMPFIRE_SMTP_URL"],
    [{ ...mail, CAMPFIRE_SMTP_URL: "" }, "CAMPFIRE_SMTP_URL"],
    [{ ...mail, CAMPFIRE_MAIL_FROM: "" }, "CAMPFIRE_MAIL_FROM"],
    [{ ...mail, CAMPFIRE_MAIL_FROM: "a@b.c\r\nBcc: d@e.f" }, "CAMPFIRE_MAIL_FROM"],
    [{ CAMPFIRE_AUDIT_DAYS: "0" }, "CAMPFIRE_AUDIT_DAYS"],
  ])("%j is refused by name, with a remedy and without a secret", (env, variable) => {
    const found = problems(env);
    expect(found.map((problem) => problem.variable)).toEqual([variable]);
    expect(found[0]!.remedy.length).toBeGreaterThan(10);
    expect(new ConfigError(found).message).not.toContain("hunter2");
  });

  test("allow an unencrypted provider on this machine itself, for tests", () => {
    for (const host of ["localhost:4000", "127.0.0.1", "[::1]:80"])
      expect(problems({ ...provider, CAMPFIRE_OIDC_ISSUER: `http://${host}` })).toEqual([]);
  });
});
