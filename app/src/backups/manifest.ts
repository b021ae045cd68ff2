/** Rows are in PostgreSQL's COPY text format, in the order of the primary key; `sha256` is of all of them. */
export interface TableCopy {
  name: string;
  columns: string[];
  rows: number;
  sha256: string;
  objects: string[];
  /** Columns whose values PostgreSQL counts, with the last one given out. */
  counters: { column: string; last: number }[];
}

export interface FileCopy {
  /** Relative to the files folder, with slashes. */
  path: string;
  bytes: number;
  modifiedMs: number;
  sha256: string;
  objects: string[];
}

/** One backup: what it holds and where. Tables come in an order in which they can be filled. */
export interface Manifest {
  format: 1;
  id: string;
  createdAt: string;
  /** The program's version and its schema's, to which a restore migrates first. */
  version: string;
  schemaVersion: number;
  tables: TableCopy[];
  files: FileCopy[];
  /** Uncompressed, tables and files. */
  bytes: number;
}

/** Sorts as time does: 2026-11-21T23-57-00-123Z. */
export function backupId(time: Date): string {
  return time.toISOString().replaceAll(/[:.]/g, "-");
}
