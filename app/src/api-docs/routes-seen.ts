import type { RouteOptions } from "fastify";
import type { App } from "../http/app.ts";

export type Needs = "nobody" | "session" | "administrator";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call this, for the description of the API; the hooks of its plugin enforce it. */
    needs?: Needs;
  }
}

/** Notes every route that is registered after this, so that the API can be described when somebody asks. */
export function seeRoutes(app: App): RouteOptions[] {
  const seen: RouteOptions[] = [];
  app.addHook("onRoute", (route) => {
    if (route.method !== "HEAD") seen.push(route);
  });
  return seen;
}

/** Says of every route that is registered in this plugin after this who may call it. */
export function needs(app: App, who: Needs): void {
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, needs: who };
  });
}
