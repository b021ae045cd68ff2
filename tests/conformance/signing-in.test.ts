import { describe, expect, it } from "vitest";
import { type PlatformName, platformNames } from "../../infra/platform-names.ts";
import { matrix } from "./matrix.ts";
import { planCell, renderCell } from "./plan.ts";
import { rules } from "./rules/index.ts";

const secrets = {
  oidcClientSecret: "hunter2-of-the-provider",
  smtpUrl: "smtps://me:hunter2-of-the-mail@mail.example.com",
};
const settings = {
  ...secrets,
  oidcIssuer: "https://login.example.com/realms/acme",
  oidcClientId: "campfire",
  mailFrom: "chat@example.com",
  variables: '{"CAMPFIRE_AUDIT_DAYS": 90, "CAMPFIRE_WEBHOOK_ALLOW_PRIVATE": true}',
};
const cellOf = (platform: PlatformName) => {
  const cell = matrix.find((one) => one.platform === platform)!;
  const config = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`campfire:${name}`, value]));
  return { ...cell, config: { ...cell.config, ...config } };
};

const plainVariables = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "MAIL_FROM", "AUDIT_DAYS", "WEBHOOK_ALLOW_PRIVATE"];
const secretVariables = ["OIDC_CLIENT_SECRET", "SMTP_URL"];

/** What hands secrets to the app by reference keeps them in these; elsewhere they are secret values of the definition itself. */
const keptIn: Partial<Record<PlatformName, string>> = {
  aws: "aws:secretsmanager/secretVersion:SecretVersion",
  gcp: "gcp:secretmanager/secretVersion:SecretVersion",
  azure: "azure-native:keyvault:Secret",
  kubernetes: "kubernetes:core/v1:Secret",
};

describe.each(platformNames)(
  "a stack on %s whose people sign in elsewhere, and whose operator chose variables of the app",
  (platform) => {
    it("obeys every rule, tells the app of both, and shows no secret", async () => {
      const plan = await planCell(cellOf(platform));
      const broken = rules
        .filter(({ platforms }) => platforms?.includes(platform) ?? true)
        .flatMap(({ id, check }) => check(plan).map((what) => `${id}: ${what}`));
      expect(broken).toEqual([]);
      const text = JSON.stringify(plan);
      expect(text).not.toContain("hunter2");
      const kept = keptIn[platform];
      const names = plan.resources.filter(({ type }) => type === kept).map(({ name }) => name);
      if (kept) expect(names).toEqual(expect.arrayContaining(["oidc-client-secret", "smtp-url"]));

      // ECS' definition is one text, which is read only with everything made up.
      const said = platform === "aws" ? JSON.stringify(await renderCell(cellOf(platform))) : text;
      expect(said).not.toContain("hunter2");
      for (const variable of [...plainVariables, ...(platform === "docker" ? [] : secretVariables)])
        expect([variable, said.includes(`CAMPFIRE_${variable}`)]).toEqual([variable, true]);
      if (platform !== "docker") return;
      // There a variable is one text with its value, and hidden with it.
      const { inputs } = plan.resources.find(({ type, name }) => type.includes("Container") && name === "chat-1")!;
      const hidden = (inputs.envs as unknown[]).filter((entry) => !String(entry).startsWith("CAMPFIRE_"));
      expect(hidden.filter((entry) => String(entry).includes("secret"))).toHaveLength(3 + secretVariables.length);
    });
  },
);
