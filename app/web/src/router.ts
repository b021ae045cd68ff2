import { computed, signal } from "@preact/signals";
import { returnPath } from "./return-path.ts";

export type Route =
  | { name: "home" }
  | { name: "firstRun" }
  | { name: "signIn" }
  | { name: "forgot" }
  | { name: "reset"; token: string }
  | { name: "join"; code: string }
  | { name: "transfer"; token: string }
  | { name: "room"; roomId: number; messageId: number | null }
  | { name: "unknown" };

export function parseRoute(pathname: string): Route {
  if (pathname === "/") return { name: "home" };
  if (pathname === "/first_run") return { name: "firstRun" };
  if (pathname === "/session/new") return { name: "signIn" };
  if (pathname === "/session/forgot") return { name: "forgot" };
  const reset = /^\/session\/reset\/([^/]+)$/.exec(pathname);
  if (reset) return { name: "reset", token: decodeURIComponent(reset[1]!) };
  const join = /^\/join\/([^/]+)$/.exec(pathname);
  if (join) return { name: "join", code: decodeURIComponent(join[1]!) };
  const transfer = /^\/session\/transfers\/([^/]+)$/.exec(pathname);
  if (transfer) return { name: "transfer", token: decodeURIComponent(transfer[1]!) };
  const room = /^\/rooms\/(\d+)(?:\/@(\d+))?$/.exec(pathname);
  if (room) return { name: "room", roomId: Number(room[1]), messageId: room[2] ? Number(room[2]) : null };
  return { name: "unknown" };
}

/** The path, and how often it was gone to: going where one already is counts, for a permalink is found again. */
const place = signal({ pathname: location.pathname, visits: 0 });

export const route = computed<Route & { visits: number }>(() => ({
  ...parseRoute(place.value.pathname),
  visits: place.value.visits,
}));

export const roomPath = (roomId: number, messageId?: number) =>
  messageId ? `/rooms/${roomId}/@${messageId}` : `/rooms/${roomId}`;

/** The message that an address of this chat leads to, or null. */
export function permalinkTo(address: string): number | null {
  const url = URL.parse(address);
  if (url?.origin !== location.origin || url.search || url.hash) return null;
  const id = Number(/^\/(?:rooms\/\d+\/@|messages\/)(\d+)$/.exec(url.pathname)?.[1]);
  return Number.isSafeInteger(id) ? id : null;
}

export function navigate(pathname: string, { replace = false } = {}): void {
  if (replace || pathname === location.pathname) history.replaceState(null, "", pathname);
  else history.pushState(null, "", pathname);
  place.value = { pathname, visits: place.value.visits + 1 };
}

/** Goes on after signing in. Which room a message is in only the server knows. */
export function goOn(): void {
  const path = returnPath(location.search);
  if (parseRoute(path).name === "unknown") location.replace(path);
  else navigate(path, { replace: true });
}

/** Lets plain clicks on links to this client's own pages change the page without loading it again. */
export function interceptLinks(): void {
  addEventListener("popstate", () => {
    place.value = { pathname: location.pathname, visits: place.value.visits + 1 };
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.("a");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (link.origin !== location.origin) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      return;
    }
    // The links in messages open elsewhere, as the server says; those to messages stay here.
    if (permalinkTo(link.href)) link.target = "";
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.download) return;
    if (parseRoute(link.pathname).name === "unknown") return;
    event.preventDefault();
    navigate(link.pathname);
  });
}
