import type { Queries } from "../database/database.ts";
import { hashPassword } from "./passwords.ts";

/** Stores the password as this chat does, once it was right by the hash that was imported. */
export async function renewHash(queries: Queries, userId: number, password: string): Promise<void> {
  const sql = "update users set password_hash = $2 where id = $1";
  await queries.query("users.renewHash", sql, [userId, await hashPassword(password)]);
}
