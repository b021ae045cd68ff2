import { isIP } from "node:net";
import type { ConfigReader } from "../config-values.ts";

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
const OTHERS = ["CLIENT_ID", "CLIENT_SECRET", "SCOPES", "NAME", "AUTO_CREATE", "ALLOWED_DOMAINS", "ADMIN_GROUP"];

/** What this feature reads, without the prefix CAMPFIRE_. */
export const SIGN_IN_VARIABLES = ["OIDC_ISSUER", ...OTHERS.map((name) => `OIDC_${name}`), "PASSWORD_SIGN_IN"];

export function readSignIn(reader: ConfigReader): SignInConfig {
  const passwords = reader.flag("CAMPFIRE_PASSWORD_SIGN_IN", true);
  const issuerText = reader.raw(ISSUER);
  if (issuerText === undefined) {
    for (const variable of OTHERS.map((name) => `CAMPFIRE_OIDC_${name}`)) {
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
    clientSecret: reader.raw("CAMPFIRE_OIDC_CLIENT_SECRET") ?? null,
    scopes: readScopes(reader),
    name: reader.raw("CAMPFIRE_OIDC_NAME") ?? issuer.host,
    autoCreate: reader.flag("CAMPFIRE_OIDC_AUTO_CREATE", true),
    allowedDomains: readDomains(reader),
    adminGroup: readAdminGroup(reader),
  };
  return { provider, passwords };
}

function readIssuer(reader: ConfigReader, text: string): URL {
  const url = reader.url(ISSUER, text, ["https:", "http:"], EXAMPLE);
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
  const scopes = (reader.raw("CAMPFIRE_OIDC_SCOPES") ?? "openid email profile").split(/\s+/);
  if (!scopes.includes("openid")) {
    const remedy = "Set it like openid email profile groups, separated by spaces.";
    reader.fail("config_invalid", "CAMPFIRE_OIDC_SCOPES", "lacks openid.", remedy);
  }
  return scopes;
}

function readDomains(reader: ConfigReader): string[] | null {
  const variable = "CAMPFIRE_OIDC_ALLOWED_DOMAINS";
  const text = reader.raw(variable);
  if (text === undefined) return null;
  const domains = text.split(",").map((part) => part.trim().toLowerCase());
  const wrong = domains.find((domain) => !/^([a-z0-9-]+\.)+[a-z0-9-]{2,}$/.test(domain));
  if (wrong !== undefined) {
    reader.fail("config_invalid", variable, `holds "${wrong}".`, "Set domains like example.com, separated by commas.");
  }
  return domains;
}

function readAdminGroup(reader: ConfigReader): ProviderConfig["adminGroup"] {
  const variable = "CAMPFIRE_OIDC_ADMIN_GROUP";
  const text = reader.raw(variable);
  if (text === undefined) return null;
  const at = text.indexOf("=");
  const [claim, value] = at < 0 ? ["groups", text] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (claim !== "" && value !== "") return { claim, value };
  reader.fail("config_invalid", variable, `is "${text}".`, "Set a group, or claim=value like roles=chat-admins.");
  return null;
}
