import { Readable } from "node:stream";
import type { Queries } from "../database/database.ts";
import { type AuditFilter, type AuditRow, listEvents } from "./queries.ts";

const PAGE = 1000;

export const FORMATS = {
  csv: { type: "text/csv; charset=utf-8", ending: "csv" },
  json: { type: "application/jsonl; charset=utf-8", ending: "jsonl" },
} as const;

export type Format = keyof typeof FORMATS;

/** All events that fit, newest first, read a page at a time: one event a line, with a head line as CSV. */
export function downloadEvents(queries: Queries, filter: AuditFilter, format: Format): Readable {
  return Readable.from(lines(queries, filter, format));
}

async function* lines(queries: Queries, filter: AuditFilter, format: Format): AsyncGenerator<string> {
  if (format === "csv") yield `${COLUMNS.join(",")}\r\n`;
  let { before } = filter;
  for (;;) {
    const rows = await listEvents(queries, { ...filter, before }, PAGE);
    yield rows.map((row) => (format === "csv" ? csvLine(row) : `${JSON.stringify(row)}\n`)).join("");
    if (rows.length < PAGE) return;
    before = rows.at(-1)!.id;
  }
}

const COLUMNS = [
  "id",
  "at",
  "kind",
  "actorId",
  "actorName",
  "userId",
  "userName",
  "roomId",
  "address",
  "requestId",
  "details",
] as const satisfies (keyof AuditRow)[];

const csvLine = (row: AuditRow): string => `${COLUMNS.map((column) => csvCell(row[column])).join(",")}\r\n`;

/** As RFC 4180 has it. What a spreadsheet would take for a formula begins with an apostrophe: people choose their names. */
export function csvCell(value: AuditRow[keyof AuditRow]): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = value instanceof Date ? value.toISOString() : typeof value === "string" ? value : JSON.stringify(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
