import { AVATAR_URL } from "../avatars/avatars.ts";
import type { Queries } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { AppError } from "../http/errors.ts";
import type { Role, User } from "../protocol/entities.ts";

const USER = `users.id, users.name, users.role, ${AVATAR_URL} as "avatarUrl", users.status, users.bio`;

type Row = Omit<User, "active" | "banned" | "bio"> & { status: string; bio: string };

const toUser = ({ status, bio, ...row }: Row): User => ({
  ...row,
  ...(status !== "active" && { active: false as const }),
  ...(status === "banned" && { banned: true as const }),
  ...(bio !== "" && { bio }),
});

export interface NewUser {
  name: string;
  /** Null where somebody signs in elsewhere and has none that is proven. */
  email: string | null;
  passwordHash: string | null;
  role: Role;
}

/** Throws `conflict` when somebody has this e-mail address already. */
export async function insertUser(queries: Queries, user: NewUser): Promise<User> {
  try {
    const [row] = await queries.query<Row>(
      "users.insert",
      `insert into users (name, email, password_hash, role) values ($1, $2, $3, $4) returning ${USER}`,
      [user.name.trim(), user.email?.trim() ?? null, user.passwordHash, user.role],
    );
    return toUser(row!);
  } catch (error) {
    if (!isUniqueViolation(error, "users_email")) throw error;
    throw new AppError("conflict", "Somebody has signed up with this e-mail address already. Sign in instead.");
  }
}

export async function findUser(queries: Queries, id: number): Promise<User | null> {
  return (await findUsers(queries, [id])).get(id) ?? null;
}

/** These users by their ids. */
export async function findUsers(queries: Queries, ids: number[]): Promise<Map<number, User>> {
  if (ids.length === 0) return new Map();
  const rows = await queries.query<Row>("users.find", `select ${USER} from users where id = any ($1)`, [ids]);
  return new Map(rows.map((row) => [row.id, toUser(row)]));
}

export async function findByEmail(
  queries: Queries,
  email: string,
): Promise<{ user: User; email: string; passwordHash: string | null } | null> {
  const [row] = await queries.query<Row & { email: string; passwordHash: string | null }>(
    "users.findByEmail",
    `select ${USER}, email, password_hash as "passwordHash" from users
     where lower(email) = lower($1) and status = 'active'`,
    [email.trim()],
  );
  if (!row) return null;
  const { email: address, passwordHash, ...user } = row;
  return { user: toUser(user), email: address, passwordHash };
}

/** Everybody who ever was here: old messages need their names. */
export async function listUsers(queries: Queries): Promise<User[]> {
  const rows = await queries.query<Row>("users.list", `select ${USER} from users order by lower(name), id`);
  return rows.map(toUser);
}

/**
 * Who joined or changed since this moment by the database's clock, and that clock now. It looks a minute further
 * back, for transactions that were under way at that moment.
 */
export async function usersChangedSince(queries: Queries, since: Date | null): Promise<{ users: User[]; now: Date }> {
  const [clock] = await queries.query<{ now: Date }>("clock", "select now()");
  if (since === null) return { users: [], now: clock!.now };
  const sql = `select ${USER} from users where updated_at > $1::timestamptz - interval '1 minute'`;
  const rows = await queries.query<Row>("users.changedSince", sql, [since]);
  return { users: rows.map(toUser), now: clock!.now };
}
