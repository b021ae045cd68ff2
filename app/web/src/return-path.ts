/** Where to go after signing in: a room or a message of this site, and nothing else, whatever the address asks for. */
export function returnPath(search: string): string {
  const wanted = new URLSearchParams(search).get("return") ?? "/";
  return /^\/(?:rooms\/\d+(?:\/(?:@|messages\/)\d+)?|messages\/\d+)$/.test(wanted) ? wanted : "/";
}
