import type { IncomingHttpHeaders } from "node:http";

/** Which other sites may use this server as its own pages do. */
export interface OriginRules {
  publicOrigin: string;
  allowed: string[];
}

/**
 * Whether a browser says that another site's page is behind a request. A program that sends neither header isn't a
 * browser, so nobody's cookie is abused.
 */
export function isForeign(headers: IncomingHttpHeaders, rules: OriginRules): boolean {
  const { origin, host } = headers;
  if (origin !== undefined) {
    if (origin === rules.publicOrigin || rules.allowed.includes(origin)) return false;
    // Also reached by another name or port than the public one: the page is then this server's own.
    return host === undefined || host === URL.parse(rules.publicOrigin)?.host || URL.parse(origin)?.host !== host;
  }
  const site = headers["sec-fetch-site"];
  return site === "cross-site" || site === "same-site";
}
