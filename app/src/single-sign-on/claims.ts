import type { ProviderConfig } from "./config.ts";

/** What the provider says of somebody, as this chat uses it. */
export interface Claims {
  issuer: string;
  /** What the provider calls them for good. */
  subject: string;
  name: string;
  email: string | null;
  /** Whether the provider says that the address is theirs. */
  emailVerified: boolean;
  /** Null where the provider doesn't decide who administers. */
  administrator: boolean | null;
}

/** Reads what an ID token and the user info say; both hold what they please but for `iss` and `sub`. */
export function readClaims(
  raw: Record<string, unknown> & { iss: string; sub: string },
  { adminGroup }: Pick<ProviderConfig, "adminGroup">,
): Claims {
  const email = readEmail(raw.email);
  return {
    issuer: raw.iss,
    subject: raw.sub,
    name: readName(raw.name) ?? readName(raw.preferred_username) ?? readName(email?.split("@")[0]) ?? "Somebody",
    email,
    // Some providers send it as text.
    emailVerified: email !== null && (raw.email_verified === true || raw.email_verified === "true"),
    administrator: adminGroup && holds(raw[adminGroup.claim], adminGroup.value),
  };
}

/** Whether the address is of one of these domains, and proven. Without a list everybody's is. */
export function isAllowed({ email, emailVerified }: Claims, domains: string[] | null): boolean {
  if (domains === null) return true;
  return emailVerified && domains.includes(email!.slice(email!.lastIndexOf("@") + 1).toLowerCase());
}

function readName(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const name = value.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
  return name === "" ? null : [...name].slice(0, 100).join("").trim();
}

function readEmail(value: unknown): string | null {
  return typeof value === "string" && value.length <= 254 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(value)
    ? value
    : null;
}

const holds = (claim: unknown, value: string): boolean =>
  Array.isArray(claim) ? claim.includes(value) : claim === value;
