import { randomInt } from "node:crypto";
import type { SignInWay } from "../audit/events.ts";
import { type AuditedRequest, record } from "../audit/record.ts";
import type { Database, Queries } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { User } from "../protocol/entities.ts";
import type { ChangedAccount, FirstRun, Join } from "../protocol/requests.ts";
import { insertOpenRoom, joinOpenRooms } from "../rooms/rooms.ts";
import { hashPassword } from "../sessions/passwords.ts";
import { insertUser, type NewUser } from "../users/queries.ts";
import { logoPath, stylesPath } from "./addresses.ts";

export interface Account {
  name: string;
  joinCode: string;
  onlyAdministratorsCreateRooms: boolean;
  logoHash: string | null;
  stylesHash: string | null;
}

export const ACCOUNT = `name, join_code as "joinCode",
  only_administrators_create_rooms as "onlyAdministratorsCreateRooms", logo_hash as "logoHash", styles_hash as "stylesHash"`;

/** The team's account; null before the first run. */
export async function findAccount(queries: Queries): Promise<Account | null> {
  const [row] = await queries.query<Account>("accounts.find", `select ${ACCOUNT} from accounts`);
  return row ?? null;
}

/** What is left out stays as it is. */
export async function changeAccount(queries: Queries, change: ChangedAccount): Promise<Account> {
  const [row] = await queries.query<Account>(
    "accounts.change",
    `update accounts set name = coalesce($1, name),
       only_administrators_create_rooms = coalesce($2, only_administrators_create_rooms)
     returning ${ACCOUNT}`,
    [change.name?.trim() ?? null, change.onlyAdministratorsCreateRooms ?? null],
  );
  return row!;
}

/** Makes a new invite link; the old one stops working. */
export async function renewJoinCode(queries: Queries): Promise<Account> {
  const sql = `update accounts set join_code = $1 returning ${ACCOUNT}`;
  const [row] = await queries.query<Account>("accounts.renewJoinCode", sql, [newJoinCode()]);
  return row!;
}

/** The account as who is signed in is shown it: anybody here may hand the invite link on, as in Campfire. */
export function accountFor(account: Account, publicUrl: URL) {
  return { ...toldAccount(account), joinUrl: new URL(`/join/${account.joinCode}`, publicUrl).href };
}

/** The account as everybody is told of it at once. The link isn't told: who needs it asks. */
export function toldAccount({ name, onlyAdministratorsCreateRooms, logoHash, stylesHash }: Account) {
  return {
    name,
    ...(onlyAdministratorsCreateRooms && { onlyAdministratorsCreateRooms }),
    ...(logoHash && { logoUrl: logoPath(logoHash) }),
    ...(stylesHash && { stylesUrl: stylesPath(stylesHash) }),
  };
}

/** Makes the account, its first administrator and first room. Of several at once one wins; the others get `conflict`. */
export async function runFirst(database: Database, input: FirstRun, request: AuditedRequest): Promise<User> {
  if (await findAccount(database)) throw setUpAlready();
  const passwordHash = await hashPassword(input.password);
  return database.transaction((queries) => setUp(queries, input.accountName, { ...input, passwordHash }, request));
}

/** The part of the first run that takes a transaction. Throws `conflict` when somebody else was first. */
export async function setUp(
  queries: Queries,
  accountName: string,
  administrator: Omit<NewUser, "role">,
  request: AuditedRequest,
): Promise<User> {
  const name = accountName.trim();
  const made = await queries.query(
    "accounts.insert",
    "insert into accounts (name, join_code) values ($1, $2) on conflict (singleton) do nothing returning name",
    [name, newJoinCode()],
  );
  if (made.length === 0) throw setUpAlready();
  const user = await insertUser(queries, { ...administrator, role: "administrator" });
  await insertOpenRoom(queries, user.id, "All Talk");
  await record(queries, request, { kind: "account.set_up", userId: user.id, details: { name } }, user.id);
  return user;
}

const setUpAlready = () => new AppError("conflict", "This chat is set up already. Sign in, or ask for an invite link.");

/** Makes a member of whoever holds the invite link; throws `not_found` when the code is wrong. */
export async function join(database: Database, code: string, input: Join, request: AuditedRequest): Promise<User> {
  await invitedTo(database, code);
  const passwordHash = await hashPassword(input.password);
  return database.transaction((queries) => admit(queries, { ...input, passwordHash }, "invitation", request));
}

/** Makes a member of every open room. */
export async function admit(
  queries: Queries,
  person: Omit<NewUser, "role">,
  way: SignInWay,
  request: AuditedRequest,
): Promise<User> {
  const user = await insertUser(queries, { ...person, role: "member" });
  await joinOpenRooms(queries, user.id);
  await record(queries, request, { kind: "person.joined", userId: user.id, details: { way } }, user.id);
  return user;
}

export async function invitedTo(queries: Queries, code: string): Promise<Account> {
  const account = await findAccount(queries);
  if (account?.joinCode !== code) throw new AppError("not_found", "This invite link doesn't work any more.");
  return account;
}

/** XXXX-XXXX-XXXX, without letters and digits that look alike. */
export function newJoinCode(): string {
  const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `${group()}-${group()}-${group()}`;
}
