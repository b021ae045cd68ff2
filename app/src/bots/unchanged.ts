import { createHash } from "node:crypto";
import type { App } from "../http/app.ts";
import { namesEtag } from "../http/etag.ts";

/** Lets bots that look again and again say what they have: as from Campfire, the same once more is a 304 without a body. */
export function answerUnchanged(app: App): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (!["GET", "HEAD"].includes(request.method) || reply.statusCode !== 200 || typeof payload !== "string") return;
    const etag = `W/"${createHash("sha256").update(payload).digest("base64url").slice(0, 27)}"`;
    reply.header("etag", etag).header("cache-control", "max-age=0, private, must-revalidate");
    if (!namesEtag(request.headers["if-none-match"], etag)) return;
    reply.code(304).removeHeader("content-length").removeHeader("content-type");
    return "";
  });
}
