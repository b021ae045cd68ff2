import type { IncomingHttpHeaders } from "node:http";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import type { EntranceConfig, RequiredHeader } from "./config.ts";

/**
 * Whether a request came through the proxy that it has to. The header is no secret: the proxy overwrites whatever a client says there, and
 * the network lets only such proxies in. It tells ours from those of others.
 */
export const cameThrough = (required: RequiredHeader | null, headers: IncomingHttpHeaders): boolean =>
  required === null || headers[required.name] === required.value;

const isHealth = (path: string) => path === "/up" || path === "/health" || path.startsWith("/health/");

/** The platform's own: probes come from beside the replica, and whoever reads metrics too, past every proxy. */
function isFromInside(url: string, headers: IncomingHttpHeaders): boolean {
  const path = url.split("?", 1)[0] ?? "";
  return isHealth(path) || (path === "/metrics" && headers["x-forwarded-for"] === undefined);
}

/** Refuses requests that came around the proxy; before anything else looks at them. */
export function refuseDetours(app: App, { requiredHeader }: EntranceConfig, publicUrl: URL): void {
  if (requiredHeader === null) return;
  app.addHook("onRequest", async (request) => {
    if (cameThrough(requiredHeader, request.headers) || isFromInside(request.url, request.headers)) return;
    throw new AppError("wrong_entrance", `This address is not for people. Open ${publicUrl.origin}.`);
  });
}
