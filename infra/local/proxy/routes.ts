/** What a request is for, which decides about limits and logs. */
export type RouteClass = "metrics" | "health" | "api" | "page" | "asset";

/** Undefined for a request target that no browser sends: a replica might read it otherwise than we do. */
export function pathOf(target: string | undefined): string | undefined {
  if (!target?.startsWith("/") || target.startsWith("//") || !URL.canParse(target, "http://ingress")) return undefined;
  return new URL(target, "http://ingress").pathname;
}

/**
 * Pages and assets are what a browser loads by itself, a dozen at a time; only calls of the API, and whatever changes something, count against
 * the limit of an address. Two browsers behind one address can so load the chat at once.
 */
export function classify(method: string, path: string): RouteClass {
  const decoded = decode(path)
    .replace(/\/{2,}/g, "/")
    .toLowerCase();
  if (/^\/metrics(\/|$)/.test(decoded)) return "metrics";
  if (/^\/(up|health(\/(live|ready))?)$/.test(decoded)) return "health";
  if (decoded.startsWith("/api/") || !["GET", "HEAD"].includes(method)) return "api";
  return /\.[a-z0-9]{2,5}$/.test(decoded) ? "asset" : "page";
}

/**
 * Whether a file name holds a hash of its content (`index-BfZ3x1aQ.js`, `app.3f2a9c1d.css`), so that it may be kept for ever. A word is not taken
 * for a hash, nor a size or a date: what looks like neither is just not kept.
 */
export function hasHashedName(path: string): boolean {
  const hash = /[.-]([A-Za-z0-9_]{8,64})\.(?:js|mjs|css|png|jpe?g|gif|ico|svg|webp|avif|woff2?|ttf|map|wasm)$/.exec(
    path,
  )?.[1];
  if (!hash || /^\d+(x\d+)?$/.test(hash)) return false;
  const mixesCases = /[a-z]/.test(hash) && /[A-Z].*[A-Z]/.test(hash);
  return /\d.*\D|\D.*\d/.test(hash) || mixesCases;
}

/** A path for the log: without what opens doors, such as join codes and the keys of bots. */
export function withoutSecrets(path: string): string {
  return path
    .split("/")
    .map((segment, index, all) => (isDoorOpener(segment, all[index - 1]) ? "…" : segment))
    .join("/");
}

function isDoorOpener(segment: string, before: string | undefined): boolean {
  if (segment === "") return false;
  if (before === "join" || before === "invitations" || before === "transfers") return true;
  return /^\d+-\w+$/.test(segment) || (/^[\w-]{12,}$/.test(segment) && /\d/.test(segment) && /[a-z]/i.test(segment));
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
