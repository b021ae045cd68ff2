import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { App } from "../http/server.ts";

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Serves the built client's files; returns its page, or null when the client isn't built. */
export async function serveClient(app: App, folder: string): Promise<string | null> {
  const page = await readFile(join(folder, "index.html"), "utf8").catch(() => null);
  if (page === null) return null;
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    preCompressed: true,
    // Only a name that holds a hash may be kept for ever.
    setHeaders: (response, path) => {
      const hashed = path.includes("/assets/");
      response.header("cache-control", hashed ? `public, max-age=${YEAR_MS / 1000}, immutable` : "no-cache");
    },
    cacheControl: false,
  });
  return page;
}
