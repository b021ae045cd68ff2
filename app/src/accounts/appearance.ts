import { createHash } from "node:crypto";
import type { Queries } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { Picture } from "../pictures/picture.ts";
import { ACCOUNT, type Account } from "./accounts.ts";
import { findForeign } from "./styles-check.ts";

/** The account with this logo, or without any. */
export async function setLogo(queries: Queries, picture: Picture | null): Promise<Account> {
  const sql = `update accounts set logo = $1, logo_hash = $2 returning ${ACCOUNT}`;
  const values = [picture?.content ?? null, picture?.hash ?? null];
  return (await queries.query<Account>("accounts.setLogo", sql, values))[0]!;
}

/** The account with this CSS, applied for everybody; blank is none. Throws `invalid` when it would load from elsewhere. */
export async function setStyles(queries: Queries, styles: string): Promise<Account> {
  const problem = findForeign(styles);
  if (problem) {
    const { line, text } = problem;
    const remedy = "Nothing is loaded from other sites: write it in here, or use an address of this one, or data:.";
    throw new AppError("invalid", `Line ${line} has ${JSON.stringify(text.slice(0, 80))}. ${remedy}`);
  }
  const kept = styles.trim() === "" ? null : styles;
  const hash = kept && createHash("sha256").update(kept).digest("hex").slice(0, 24);
  const sql = `update accounts set styles = $1, styles_hash = $2 returning ${ACCOUNT}`;
  return (await queries.query<Account>("accounts.setStyles", sql, [kept, hash]))[0]!;
}

export async function findLogo(queries: Queries): Promise<Picture | null> {
  const sql = "select logo as content, logo_hash as hash from accounts where logo is not null";
  return (await queries.query<Picture>("accounts.findLogo", sql))[0] ?? null;
}

export async function findStyles(queries: Queries): Promise<{ styles: string; hash: string } | null> {
  const sql = "select styles, styles_hash as hash from accounts where styles is not null";
  return (await queries.query<{ styles: string; hash: string }>("accounts.findStyles", sql))[0] ?? null;
}
