import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import mime from "mime";
import { Type } from "typebox";
import type { App } from "../http/app.ts";
import { VERSION } from "../paths.ts";
import type { ClientFiles } from "./client-files.ts";

// Only a name that holds a hash may be kept for ever.
const FOR_EVER = `public, max-age=${365 * 24 * 3600}, immutable`;

export interface BuiltClient {
  /** Null when it isn't built. */
  page: string | null;
  /** Of the program and its client: another build is another version, which open pages are told. */
  version: string;
}

export async function readClient(folder: string): Promise<BuiltClient> {
  const page = await readFile(join(folder, "index.html"), "utf8").catch(() => null);
  const build = /<meta name="campfire-version" content="([\w.+-]+)">/.exec(page ?? "")?.[1];
  return { page, version: build ?? VERSION };
}

/** Serves the built client's files, and those that pages of other versions still ask for. */
export async function serveClient(app: App, folder: string, files: ClientFiles): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    preCompressed: true,
    setHeaders: (response, path) => {
      response.header("cache-control", path.includes("/assets/") ? FOR_EVER : "no-cache");
    },
    cacheControl: false,
  });
  app.get("/assets/:name", { schema: { params: Type.Object({ name: Type.String() }) } }, async (request, reply) => {
    const { name } = request.params;
    if (files.own.has(name)) return reply.sendFile(`assets/${name}`);
    const content = await files.find(name);
    if (content === null) return reply.callNotFound();
    return reply.type(typeOf(name)).header("cache-control", FOR_EVER).send(content);
  });
}

function typeOf(name: string): string {
  const type = mime.getType(name) ?? "application/octet-stream";
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}
