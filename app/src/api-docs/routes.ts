import type { RouteOptions } from "fastify";
import type { ServeConfig } from "../config.ts";
import type { App } from "../http/app.ts";

interface Written {
  json: string;
  html: string;
}

/** The API's own description, made when it is first asked for. */
export function apiDocsRoutes(app: App, { config, routes }: { config: ServeConfig; routes: RouteOptions[] }): void {
  let written: Promise<Written> | null = null;

  async function write(): Promise<Written> {
    const [{ describeApi }, { apiPage }] = await Promise.all([import("./document.ts"), import("./page.ts")]);
    const document = await describeApi(routes, config.publicUrl);
    return { json: JSON.stringify(document), html: apiPage(document) };
  }

  const ask = () => {
    written ??= write().catch((error) => {
      written = null;
      throw error;
    });
    return written;
  };

  app.get("/api/docs", async (_request, reply) => reply.type("text/html; charset=utf-8").send((await ask()).html));
  app.get("/api/docs/openapi.json", async (_request, reply) => reply.type("application/json").send((await ask()).json));
  app.get("/api/docs/style.css", async (_request, reply) =>
    reply.type("text/css; charset=utf-8").send((await import("./style.ts")).STYLE),
  );
}
