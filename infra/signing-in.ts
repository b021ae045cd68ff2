// How people sign in to the chat: the settings for it, and what the app is told of them.
import { ConfigReader } from "../app/src/config-values.ts";
import { readMail } from "../app/src/mail/config.ts";
import { readSignIn } from "../app/src/single-sign-on/config.ts";
import type { Problem } from "./problems.ts";
import { anyText, oneOf } from "./schemas.ts";

const plainText = (does: string, unset = "") => ({ schema: anyText, does, default: unset });
const yesOrNo = (does: string) => ({ schema: oneOf(["true", "false"]), does, default: "true" });

/** What they must look like the app says, which reads them: `signInProblems` asks it. The secrets: `pulumi config set --secret`. */
export const signInSettings = {
  oidcIssuer: plainText("The OpenID provider that people sign in with."),
  oidcClientId: plainText("What the provider calls the chat."),
  oidcClientSecret: plainText("The secret that the provider gave the chat."),
  oidcName: plainText("What the provider is called on the sign-in button."),
  oidcScopes: plainText("What the provider is asked for."),
  oidcAutoCreate: yesOrNo("Whether whoever the provider knows gets an account."),
  oidcAllowedDomains: plainText("The domains of e-mail addresses that may sign in with the provider."),
  oidcAdminGroup: plainText("Who is an administrator, as the provider says it."),
  passwordSignIn: yesOrNo("Whether people may sign in with a password."),
  smtpUrl: plainText("The mail server that the app sends links for a new password through."),
  mailFrom: plainText("Who the app's mail comes from."),
} as const;

type Name = keyof typeof signInSettings;
type Texts = Record<Name, string>;

const variables: Record<Name, string> = {
  oidcIssuer: "CAMPFIRE_OIDC_ISSUER",
  oidcClientId: "CAMPFIRE_OIDC_CLIENT_ID",
  oidcClientSecret: "CAMPFIRE_OIDC_CLIENT_SECRET",
  oidcName: "CAMPFIRE_OIDC_NAME",
  oidcScopes: "CAMPFIRE_OIDC_SCOPES",
  oidcAutoCreate: "CAMPFIRE_OIDC_AUTO_CREATE",
  oidcAllowedDomains: "CAMPFIRE_OIDC_ALLOWED_DOMAINS",
  oidcAdminGroup: "CAMPFIRE_OIDC_ADMIN_GROUP",
  passwordSignIn: "CAMPFIRE_PASSWORD_SIGN_IN",
  smtpUrl: "CAMPFIRE_SMTP_URL",
  mailFrom: "CAMPFIRE_MAIL_FROM",
};

/** The setting that says what a variable of the app tells it, if one of these does. */
export const settingOfVariable = (variable: string): Name | undefined =>
  names.find((name) => variables[name] === variable);

/** A secret of the stack file, what a platform calls where it keeps it, and the variable that the app reads it from. */
export interface GivenSecret {
  name: "oidc-client-secret" | "smtp-url";
  variable: string;
  value: string;
}

const secretNames = { oidcClientSecret: "oidc-client-secret", smtpUrl: "smtp-url" } as const;
const isSecret = (name: Name): name is keyof typeof secretNames => Object.hasOwn(secretNames, name);
const names = Object.keys(signInSettings) as Name[];
const changed = (settings: Texts) => names.filter((name) => settings[name] !== signInSettings[name].default);

/** The app's plain variables of these settings; none of what is left as it is. */
export const signInEnvironment = (settings: Texts): Record<string, string> =>
  Object.fromEntries(
    changed(settings)
      .filter((name) => !isSecret(name))
      .map((name) => [variables[name], settings[name]]),
  );

/** The secrets among these settings, of those that are set. The values must reach the app by reference only. */
export const givenSecrets = (settings: Texts): GivenSecret[] =>
  changed(settings)
    .filter(isSecret)
    .map((name) => ({ name: secretNames[name], variable: variables[name], value: settings[name] }));

/** The given secrets as a platform keeps them, by the app's variable. */
export const keepGiven = <T>(settings: Texts, keep: (secret: GivenSecret) => T): Record<string, T> =>
  Object.fromEntries(givenSecrets(settings).map((secret) => [secret.variable, keep(secret)]));

/** What the app would refuse to start with, in words of the stack file. */
export function signInProblems(settings: Texts): Problem[] {
  const reader = new ConfigReader(
    Object.fromEntries(changed(settings).map((name) => [variables[name], settings[name]])),
  );
  readSignIn(reader);
  readMail(reader);
  const settingOf = (text: string) =>
    names.reduce((said, name) => said.replaceAll(new RegExp(`${variables[name]}\\b`, "g"), name), text);
  return reader.problems.map(({ code, variable, message, remedy }) => ({
    code: code === "config_missing" ? "SETTING_MISSING" : "SETTING_INVALID",
    setting: settingOf(variable),
    what: `${settingOf(variable)} ${settingOf(message)}`,
    remedy: settingOf(remedy),
  }));
}

/** TCP ports besides 80 and 443 that the app has to reach outside: of the provider, and of the mail server. For checked settings. */
export function signInPorts({ oidcIssuer, smtpUrl, mailFrom }: Texts): number[] {
  const mail = readMail(new ConfigReader({ CAMPFIRE_SMTP_URL: smtpUrl, CAMPFIRE_MAIL_FROM: mailFrom }));
  const ports = [Number(URL.parse(oidcIssuer)?.port ?? ""), mail?.port ?? 0];
  return [...new Set(ports)].filter((port) => ![0, 80, 443].includes(port));
}
