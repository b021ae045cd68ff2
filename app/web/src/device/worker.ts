import { navigate, parseRoute } from "../router.ts";

/** The service worker, once it runs; rejects where the browser has none or refuses ours. */
export async function worker(): Promise<ServiceWorkerRegistration> {
  if (!("serviceWorker" in navigator)) throw new Error("There are no service workers here.");
  await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
  return navigator.serviceWorker.ready;
}

/** Starts the service worker, and goes where a clicked notification leads. */
export function startWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<{ type?: string; path?: string }>) => {
    if (data.type === "open" && data.path && parseRoute(data.path).name !== "unknown") navigate(data.path);
  });
  // The chat works without it; only what it is for is missing then, and says so where it is asked for.
  const start = () => void worker().catch(() => {});
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
}

/**
 * The page that the service worker keeps may be older than the server: once the server answers, its own page is taken.
 * Whether that is under way.
 */
export function leaveShell(): boolean {
  const kept = document.documentElement.hasAttribute("data-offline");
  if (kept) location.reload();
  return kept;
}
