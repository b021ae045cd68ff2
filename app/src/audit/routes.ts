import type { ServeConfig } from "../config.ts";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { paceReader, readerStall, SLOW_READERS } from "../http/readers.ts";
import { AuditDownload, AuditPage, AuditQuery } from "../protocol/audit.ts";
import { downloadEvents, FORMATS } from "./download.ts";
import { listEvents } from "./queries.ts";
import { record } from "./record.ts";

const PAGE = 50;

/** Reading the audit log: for administrators. Nothing changes it but what happens. */
export function auditRoutes(app: App, { config, database }: { config: ServeConfig; database: Queries }): void {
  app.get("/api/audit", { schema: { querystring: AuditQuery, response: { 200: AuditPage } } }, async (request) => {
    const { limit = PAGE, ...filter } = request.query;
    const found = await listEvents(database, filter, limit + 1);
    const events = found.slice(0, limit).map((event) => ({ ...event, at: event.at.toISOString() }));
    return { events, more: found.length > limit };
  });

  const downloading = { schema: { querystring: AuditDownload }, ...SLOW_READERS };
  app.get("/api/audit/download", downloading, async (request, reply) => {
    paceReader(reply.raw, readerStall(config));
    const { format = "csv", ...filter } = request.query;
    const { type, ending } = FORMATS[format];
    await record(database, request, { kind: "audit.downloaded", details: { format } });
    const name = `audit-${new Date().toISOString().slice(0, 10)}.${ending}`;
    return reply
      .type(type)
      .header("content-disposition", `attachment; filename="${name}"`)
      .send(downloadEvents(database, filter, format));
  });
}
