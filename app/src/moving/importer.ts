import { createHash } from "node:crypto";
import type { Queries } from "../database/database.ts";
import { ImportError } from "./errors.ts";
import type { FileMover } from "./files.ts";
import { assignChanges, assignNumbers, raiseCounters } from "./numbering.ts";
import type { ImportReport } from "./report.ts";
import { camel, type MovedTable, type Row, tableOf } from "./tables.ts";

export const THERE = "there already";

/** Runs work in a transaction: one of its own, or the one that a dry run undoes in the end. */
export type Transact = <T>(work: (queries: Queries) => Promise<T>) => Promise<T>;

/** Inserts rows that bring their ids along. What is there already is left as it is; what is something else ends the import. */
export class Importer {
  readonly report: ImportReport;
  readonly transact: Transact;
  /** Null in a dry run, which stores no files. */
  readonly files: FileMover | null;

  constructor(transact: Transact, report: ImportReport, files: FileMover | null) {
    this.files = files;
    this.transact = transact;
    this.report = report;
  }

  /** The same, as part of a transaction that is under way. */
  within(queries: Queries): Importer {
    return new Importer((work) => work(queries), this.report, this.files);
  }

  /** Does all of `work` in one transaction. */
  together(work: (all: Importer) => Promise<void>): Promise<void> {
    return this.transact((queries) => work(this.within(queries)));
  }

  /** Inserts these rows of one table, all of them or none, and counts them as read; returns those that are new. */
  async add(name: string, rows: Row[]): Promise<Row[]> {
    if (rows.length === 0) return [];
    const table = tableOf(name);
    const fresh = await this.transact(async (queries) => {
      const unknown = await this.leaveOutKnown(queries, table, rows);
      if (name === "users") await this.freeAddresses(queries, unknown);
      if (name === "rooms") await this.freeDirectKeys(queries, unknown);
      if (name === "messages") await assignNumbers(queries, unknown);
      await insert(queries, table, unknown);
      if (name === "messages") await raiseCounters(queries, unknown);
      if (name === "boosts") await assignChanges(queries, unknown);
      return unknown;
    });
    this.report.read(name, rows.length);
    this.report.imported(name, fresh.length);
    if (fresh.length < rows.length) this.report.skipped(name, THERE, rows.length - fresh.length);
    return fresh;
  }

  private async leaveOutKnown(queries: Queries, { name, key, sameBy }: MovedTable, rows: Row[]): Promise<Row[]> {
    const compared = [...key, ...sameBy];
    const there = await queries.query<Row>(
      `import.known.${name}`,
      `select ${compared.map((column) => `have.${column} as "${camel(column)}"`).join(", ")}
       from json_populate_recordset(null::${name}, $1) as want join ${name} as have using (${key.join(", ")})`,
      [JSON.stringify(rows.map(toColumns))],
    );
    const identify = (row: Row) => key.map((column) => String(row[camel(column)])).join(" ");
    const known = new Map(there.map((row) => [identify(row), row]));
    return rows.filter((row) => {
      const have = known.get(identify(row));
      if (!have) return true;
      const other = sameBy.map(camel).find((field) => plain(have[field]) !== plain(row[field]));
      if (other === undefined) return false;
      const what = `The id ${identify(row)} of ${name} is taken by something else here: its ${other} differs`;
      throw new ImportError("import_ids_taken", `${what}. Import into an empty database: campfire migrate makes one.`);
    });
  }

  /** An address signs in one person only: whoever has it here keeps it. */
  private async freeAddresses(queries: Queries, rows: Row[]): Promise<void> {
    const addresses = rows.flatMap(({ email }) => (typeof email === "string" ? [email.toLowerCase()] : []));
    const there = await queries.query<{ email: string }>(
      "import.addresses",
      "select lower(email) as email from users where lower(email) = any ($1)",
      [addresses],
    );
    const taken = new Set(there.map(({ email }) => email));
    for (const row of rows) {
      if (typeof row.email !== "string") continue;
      const email = row.email.toLowerCase();
      if (taken.has(email)) {
        row.email = null;
        this.report.note("people lost their e-mail address, which somebody else has here");
      }
      taken.add(email);
    }
  }

  /** A set of people has one direct room that is found by them; further ones of another chat stay as rooms. */
  private async freeDirectKeys(queries: Queries, rows: Row[]): Promise<void> {
    const keys = rows.flatMap(({ directKey }) => (typeof directKey === "string" ? [directKey] : []));
    const there = await queries.query<{ key: string }>(
      "import.directKeys",
      "select direct_key as key from rooms where direct_key = any ($1)",
      [keys],
    );
    const taken = new Set(there.map(({ key }) => key));
    for (const row of rows) {
      if (typeof row.directKey !== "string") continue;
      if (taken.has(row.directKey)) {
        row.directKey = `${row.directKey}#${row.id}`;
        this.report.note("direct rooms are second ones of the same people");
      }
      taken.add(String(row.directKey));
    }
  }
}

async function insert(queries: Queries, { name, columns, secrets = [] }: MovedTable, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  const given = [...columns, ...secrets].filter((column) => rows.some((row) => row[camel(column)] !== undefined));
  await queries.query(
    // The name stands for the statement, which has the columns that these rows have.
    `import.insert.${createHash("sha256").update(`${name} ${given}`).digest("hex").slice(0, 16)}`,
    `insert into ${name} (${given.join(", ")}) overriding system value
     select ${given.join(", ")} from json_populate_recordset(null::${name}, $1)`,
    [JSON.stringify(rows.map(toColumns))],
  );
}

function toColumns(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

const plain = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value));
