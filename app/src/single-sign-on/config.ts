import { isIP } from "node:net";
import type { ConfigReader } from "../config-values.ts";
import { flag, text } from "../settings/variable.ts";

/** The OpenID provider that people sign in with. */
export interface ProviderConfig {
  issuer: URL;
  clientId: string;
  /** Null for a public client, which proves itself by PKCE alone. */
  clientSecret: string | null;
  scopes: string[];
  /** What the button says: "Sign in with …". */
  name: string;
  /** Whether whoever the provider knows gets an account at the first sign-in. */
  autoCreate: boolean;
  /** Domains of proven e-mail addresses; null lets every address in, and people without one. */
  allowedDomains: string[] | null;
  /** Who has this value among the claim's is an administrator, from each sign-in to the next. */
  adminGroup: { claim: string; value: string } | null;
}

export interface SignInConfig {
  provider: ProviderConfig | null;
  /** Whether people may sign in with a password. */
  passwords: boolean;
}

const ISSUER = "CAMPFIRE_OIDC_ISSUER";
const EXAMPLE = "https://login.example.com/realms/acme";
const READ_BY = ["serve"] as const;
const ofProvider = (name: `CAMPFIRE_OIDC_${string}`, type: string, fallback: string, does: string) =>
  text(name, { type, fallback, does, readBy: READ_BY });

export const providerVariables = {
  issuer: ofProvider(
    ISSUER,
    `like \`${EXAMPLE}\``,
    "none",
    "the OpenID provider, as it calls itself; register `PUBLIC_URL/session/oidc/callback` there",
  ),
  clientId: ofProvider(
    "CAMPFIRE_OIDC_CLIENT_ID",
    "text",
    "required with the issuer",
    "what the provider gave this chat",
  ),
  clientSecret: ofProvider(
    "CAMPFIRE_OIDC_CLIENT_SECRET",
    "text",
    "none",
    "the same; without it this is a public client, which proves itself by PKCE alone",
  ),
  scopes: ofProvider("CAMPFIRE_OIDC_SCOPES", "by spaces", "openid email profile", "what the provider is asked for"),
  name: ofProvider("CAMPFIRE_OIDC_NAME", "text", "the issuer's host", "what the button says: Sign in with …"),
  autoCreate: flag("CAMPFIRE_OIDC_AUTO_CREATE", {
    fallback: true,
    does: "whoever the provider knows gets an account; `false`: only who was invited",
    readBy: READ_BY,
  }),
  allowedDomains: ofProvider(
    "CAMPFIRE_OIDC_ALLOWED_DOMAINS",
    "by commas",
    "all",
    "domains of e-mail addresses that the provider says are proven; checked at each sign-in",
  ),
  adminGroup: ofProvider(
    "CAMPFIRE_OIDC_ADMIN_GROUP",
    "`claim=value`, or a value of the claim `groups`",
    "none",
    "who has it is an administrator, who lost it a member at the next sign-in; the last administrator stays",
  ),
};

export const signInVariables = {
  ...providerVariables,
  passwords: flag("CAMPFIRE_PASSWORD_SIGN_IN", {
    fallback: true,
    does: "`false` leaves the provider as the only way in",
    readBy: READ_BY,
  }),
};

const { issuer: _, ...OTHERS } = providerVariables;

export function readSignIn(reader: ConfigReader): SignInConfig {
  const passwords = signInVariables.passwords.read(reader);
  const issuerText = providerVariables.issuer.read(reader);
  if (issuerText === undefined) {
    for (const { name: variable } of Object.values(OTHERS)) {
      if (reader.raw(variable) === undefined) continue;
      reader.fail("config_missing", ISSUER, `is not set, but ${variable} is.`, `Set it like ${EXAMPLE}.`);
      break;
    }
    if (!passwords) {
      const what = "is false without a provider to sign in with: nobody could.";
      reader.fail("config_unsupported", "CAMPFIRE_PASSWORD_SIGN_IN", what, `Set ${ISSUER} too, or leave it out.`);
    }
    return { provider: null, passwords };
  }
  const clientId = reader.required("CAMPFIRE_OIDC_CLIENT_ID", `Set the id that the provider gave this chat.`);
  const issuer = readIssuer(reader, issuerText);
  const provider = {
    issuer,
    clientId,
    clientSecret: providerVariables.clientSecret.read(reader) ?? null,
    scopes: readScopes(reader),
    name: providerVariables.name.read(reader) ?? issuer.host,
    autoCreate: providerVariables.autoCreate.read(reader),
    allowedDomains: readDomains(reader),
    adminGroup: readAdminGroup(reader),
  };
  return { provider, passwords };
}

function readIssuer(reader: ConfigReader, address: string): URL {
  const url = reader.url(ISSUER, address, ["https:", "http:"], EXAMPLE);
  // What comes unencrypted from elsewhere proves nothing.
  if (url?.protocol === "http:" && !isLoopback(url.hostname)) {
    reader.fail("config_unsupported", ISSUER, "is not encrypted.", `Set an https address, like ${EXAMPLE}.`);
  }
  if (url && (url.search !== "" || url.hash !== "" || url.username !== "")) {
    const what = "has more than a host and a path.";
    reader.fail("config_invalid", ISSUER, what, "Set what the provider calls its issuer, without /.well-known.");
  }
  return url ?? new URL("https://invalid.example");
}

const isLoopback = (host: string) =>
  host === "localhost" || host === "[::1]" || (isIP(host) === 4 && host.startsWith("127."));

function readScopes(reader: ConfigReader): string[] {
  const scopes = (providerVariables.scopes.read(reader) ?? "openid email profile").split(/\s+/);
  if (!scopes.includes("openid")) {
    const remedy = "Set it like openid email profile groups, separated by spaces.";
    reader.fail("config_invalid", "CAMPFIRE_OIDC_SCOPES", "lacks openid.", remedy);
  }
  return scopes;
}

function readDomains(reader: ConfigReader): string[] | null {
  const { name: variable, read } = providerVariables.allowedDomains;
  const list = read(reader);
  if (list === undefined) return null;
  const domains = list.split(",").map((part) => part.trim().toLowerCase());
  const wrong = domains.find((domain) => !/^([a-z0-9-]+\.)+[a-z0-9-]{2,}$/.test(domain));
  if (wrong !== undefined) {
    reader.fail("config_invalid", variable, `holds "${wrong}".`, "Set domains like example.com, separated by commas.");
  }
  return domains;
}

function readAdminGroup(reader: ConfigReader): ProviderConfig["adminGroup"] {
  const { name: variable, read } = providerVariables.adminGroup;
  const group = read(reader);
  if (group === undefined) return null;
  const at = group.indexOf("=");
  const [claim, value] = at < 0 ? ["groups", group] : [group.slice(0, at).trim(), group.slice(at + 1).trim()];
  if (claim !== "" && value !== "") return { claim, value };
  reader.fail("config_invalid", variable, `is "${group}".`, "Set a group, or claim=value like roles=chat-admins.");
  return null;
}
