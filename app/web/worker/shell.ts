declare const self: ServiceWorkerGlobalScope;

/** What the build knows of the client that this worker was built with; it puts it in the place of this name. */
declare const SHELL: {
  /** Changes with each build. */
  version: string;
  /** The page, marked as opened without the server. */
  html: string;
  /** The files that the page needs, each with a hash in its name. */
  files: string[];
  icon: string;
  badge: string;
};

export const { icon, badge } = SHELL;

const PREFIX = "shell-";
const NAME = `${PREFIX}${SHELL.version}`;
/** Addresses that the client draws (src/router.ts). */
const PAGE = /^\/($|first_run$|rooms\/|session\/|join\/)/;
const POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'";

/** Fetches the client's files, so that it starts without the server. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(SHELL.files);
}

/** Forgets older clients' files, but for the last one's: pages that still run it may yet load parts of it. */
export async function forgetOldShells(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

/** Answers what can be answered without the server; all else goes the browser's own way. */
export function answer(event: FetchEvent): void {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(openPage(event));
  // The hash in its name makes it the same wherever it comes from.
  else if (pathname.startsWith("/assets/")) event.respondWith(openFile(request));
}

/** The server's page wherever it answers, so that nobody is left with an old client; the kept one where it doesn't. */
async function openPage(event: FetchEvent): Promise<Response> {
  try {
    const response = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request));
    return isIngressAlone(response) ? shell() : response;
  } catch {
    return shell();
  }
}

/** Whether no replica stood behind the ingress. What the chat itself says is JSON. */
function isIngressAlone({ status, headers }: Response): boolean {
  return [502, 503, 504].includes(status) && !headers.get("content-type")?.includes("json");
}

const shell = () =>
  new Response(SHELL.html, {
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY },
  });

const openFile = async (request: Request) => (await caches.match(request)) ?? fetch(request);
