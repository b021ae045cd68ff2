import type { IncomingHttpHeaders } from "node:http";
import { hasHashedName } from "./routes.ts";

/** The deployment guide's headers. HSTS without includeSubDomains: a name that the user gives may have other services below it. */
const SECURITY_HEADERS: Record<string, string> = {
  "strict-transport-security": "max-age=63072000",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  // The guide's "1; mode=block" switched on a filter of old browsers that itself gave pages away; OWASP says to switch it off.
  "x-xss-protection": "0",
  "referrer-policy": "strict-origin-when-cross-origin",
  // The guide's, without its 'unsafe-inline' for scripts.
  "content-security-policy":
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; connect-src 'self' wss:; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; base-uri 'none'",
};

/** Meant for the next hop only (RFC 9110, 7.6.1); `expect` has been answered here. */
const HOP_BY_HOP = [
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "expect",
];

/** What clients could make up about where a request comes from. */
const isForwarding = (name: string) =>
  /^(forwarded|x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/.test(name);

export interface Origin {
  /** The client's address. */
  address: string;
  host: string | undefined;
}

/** The headers of a request as a replica gets them, except those that are about the connection. */
export function forwardedHeaders(headers: IncomingHttpHeaders, origin: Origin): IncomingHttpHeaders {
  const listed = String(headers.connection ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  const drop = new Set([
    ...HOP_BY_HOP,
    "connection",
    "upgrade",
    ...listed.filter((name) => !["host", "content-length", "transfer-encoding"].includes(name)),
  ]);
  const kept = Object.entries(headers).filter(([name]) => !drop.has(name) && !isForwarding(name));
  return {
    ...Object.fromEntries(kept),
    "x-forwarded-for": origin.address,
    "x-real-ip": origin.address,
    "x-forwarded-proto": "https",
    ...(origin.host ? { "x-forwarded-host": origin.host } : {}),
  };
}

/** Headers to add to an answer: those of the app stay as they are, since it knows better what its pages need. */
export function addedHeaders(
  answer: { headers: IncomingHttpHeaders; statusCode?: number },
  path: string,
): Record<string, string> {
  const added = { ...SECURITY_HEADERS };
  if (answer.statusCode === 200 && hasHashedName(path)) added["cache-control"] = "public, max-age=31536000, immutable";
  return Object.fromEntries(Object.entries(added).filter(([name]) => answer.headers[name] === undefined));
}

export const ownHeaders = (): Record<string, string> => ({ ...SECURITY_HEADERS, "cache-control": "no-store" });
