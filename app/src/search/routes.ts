import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { Searches, SearchQuery, SearchResult } from "../protocol/requests.ts";
import { forgetSearches, listSearches, rememberSearch, searchMessages } from "./queries.ts";

export function searchRoutes(app: App, { database }: { database: Queries }): void {
  app.get("/api/search", { schema: { querystring: SearchQuery, response: { 200: SearchResult } } }, async (request) => {
    const { userId } = request.viewer;
    const query = request.query.query.trim();
    const messages = await searchMessages(database, userId, query);
    await rememberSearch(database, userId, query);
    return { messages };
  });

  app.get("/api/searches", { schema: { response: { 200: Searches } } }, async (request) => ({
    queries: await listSearches(database, request.viewer.userId),
  }));

  app.delete("/api/searches", async (request, reply) => {
    await forgetSearches(database, request.viewer.userId);
    return reply.code(204).send();
  });
}
