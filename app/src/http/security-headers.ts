import helmet from "@fastify/helmet";
import type { ServeConfig } from "../config.ts";
import type { App } from "./app.ts";

/**
 * The deployment guide's headers, without its 'unsafe-inline': the client has nothing inline. X-XSS-Protection is off,
 * as its filter, where a browser still has one, opens holes of its own.
 */
export async function installSecurityHeaders(app: App, config: ServeConfig): Promise<void> {
  const secure = config.publicUrl.protocol === "https:";
  const socketOrigin = `${secure ? "wss" : "ws"}://${config.publicUrl.host}`;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", "data:", "blob:"],
        // Older Safari doesn't count a WebSocket to the same host as 'self'.
        connectSrc: ["'self'", socketOrigin],
        objectSrc: ["'none'"],
        frameSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "strict-origin-when-cross-origin" },
    strictTransportSecurity: secure ? { maxAge: 63_072_000, includeSubDomains: true } : false,
  });
}
