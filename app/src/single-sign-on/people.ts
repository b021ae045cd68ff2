import { admit, findAccount, setUp } from "../accounts/accounts.ts";
import { type AuditedRequest, record } from "../audit/record.ts";
import type { Transactions } from "../database/database.ts";
import type { EndedSessions, Sessions } from "../sessions/sessions.ts";
import { changeRole, forgetLinks, isLastAdministrator } from "../users/administration.ts";
import { findUser } from "../users/queries.ts";
import { type Claims, isAllowed } from "./claims.ts";
import type { ProviderConfig } from "./config.ts";
import type { Flow } from "./flow-cookie.ts";
import { findHolder, findIdentity, lockIdentity, setIdentity } from "./queries.ts";
import { SignInRefused } from "./refused.ts";

export interface Recognised {
  userId: number;
  /** Joined, or has another role than before: the others are to be told. */
  changed: boolean;
  /** The sessions of whoever else was signed in to the account. */
  ended: EndedSessions;
}

const NONE: EndedSessions = { ids: [], hashes: [] };

type Rules = Pick<ProviderConfig, "autoCreate" | "allowedDomains">;

/** Whose account it is, made where there is none. Throws a SignInRefused for who may not sign in. */
export async function recognise(
  { queries, sessions }: { queries: Transactions; sessions: Sessions },
  claims: Claims,
  { team, invitation }: Pick<Flow, "team" | "invitation">,
  rules: Rules,
  request: AuditedRequest,
): Promise<Recognised> {
  const { issuer, subject } = claims;
  if (!isAllowed(claims, rules.allowedDomains)) throw new SignInRefused(claims.emailVerified ? "domain" : "unverified");
  await lockIdentity(queries, issuer, subject);
  const known = await findIdentity(queries, issuer, subject);
  if (known?.status === "active") {
    return { userId: known.userId, changed: await keepRole(queries, known.userId, claims, request), ended: NONE };
  }
  if (known?.status === "banned") throw new SignInRefused("inactive", { userId: known.userId });

  const existing = await link(queries, claims, request);
  if (existing !== null) {
    const ended = await sessions.endAllOf(queries, existing);
    return { userId: existing, changed: await keepRole(queries, existing, claims, request), ended };
  }
  // Whoever was deactivated comes back by a new invitation and an account of its own, not by themselves.
  if (known) throw new SignInRefused("inactive", { userId: known.userId });

  const userId = await make(queries, claims, { team, invitation }, rules, request);
  await setIdentity(queries, issuer, subject, userId);
  await keepRole(queries, userId, claims, request);
  return { userId, changed: true, ended: NONE };
}

/**
 * Gives the identity to the account that has its e-mail address, and returns that; null when there is none. Only the
 * provider says that an address is somebody's: whoever made the account may have typed another's. So from now on only
 * the provider lets anybody in, until its owner sets a new password.
 */
async function link(queries: Transactions, claims: Claims, request: AuditedRequest): Promise<number | null> {
  const { issuer, subject, email, emailVerified } = claims;
  const holder = email === null ? null : await findHolder(queries, email, issuer);
  if (!holder) return null;
  const { userId } = holder;
  if (!emailVerified) throw new SignInRefused("unverified", { userId });
  if (holder.status !== "active") throw new SignInRefused("inactive", { userId });
  // The provider gave the address of somebody who left to somebody new.
  if (holder.linked) throw new SignInRefused("taken", { userId });
  await setIdentity(queries, issuer, subject, userId);
  await queries.query("users.forgetPassword", "update users set password_hash = null where id = $1", [userId]);
  await forgetLinks(queries, userId);
  await record(queries, request, { kind: "identity.linked", userId, details: { issuer } }, userId);
  return userId;
}

async function make(
  queries: Transactions,
  { name, email, emailVerified }: Claims,
  { team, invitation }: Pick<Flow, "team" | "invitation">,
  rules: Rules,
  request: AuditedRequest,
): Promise<number> {
  const person = { name, email: emailVerified ? email : null, passwordHash: null };
  const account = await findAccount(queries);
  if (!account) return (await setUp(queries, team ?? "Campfire", person, request)).id;
  if (!rules.autoCreate && invitation !== account.joinCode) throw new SignInRefused("no_account");
  return (await admit(queries, person, "provider", request)).id;
}

/** Makes the role what the provider says, where it does; the last administrator stays one. Returns whether it changed. */
async function keepRole(
  queries: Transactions,
  userId: number,
  { administrator }: Claims,
  request: AuditedRequest,
): Promise<boolean> {
  if (administrator === null) return false;
  const role = administrator ? "administrator" : "member";
  const user = await findUser(queries, userId);
  if (user?.role === role || (role === "member" && (await isLastAdministrator(queries, userId)))) return false;
  await changeRole(queries, userId, role);
  const event = { kind: "person.role_changed", userId, details: { role, by: "provider" } } as const;
  await record(queries, request, event, userId);
  return true;
}
