const FAMILY = /^\/+(rooms|messages|session|join|users|account|searches)(?=[/?.]|$)/;
const OF_BOTS = /^\/rooms\/[^/]+\/[^/]+\/messages(?=\/|\.json$)/;

/**
 * The address that is meant, of those that Campfire's bots and people's bookmarks have: doubled slashes count as one, one
 * at the end as none, and bots may say `.json`. Others stay as they are: what the ingress keeps inside has one name.
 */
export function meantAddress(url: string): string {
  if (!FAMILY.test(url)) return url;
  const [path = "", query] = splitQuery(url);
  const meant = path.replaceAll(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
  return (OF_BOTS.test(meant) ? meant.replace(/\.json$/, "") : meant) + (query ?? "");
}

function splitQuery(url: string): [string, string?] {
  const at = url.indexOf("?");
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at)];
}
