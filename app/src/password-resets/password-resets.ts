import { randomBytes } from "node:crypto";
import { findAccount } from "../accounts/accounts.ts";
import { type AuditedRequest, record } from "../audit/record.ts";
import type { ServeConfig } from "../config.ts";
import type { Transactions } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { Log } from "../log.ts";
import { Mailer, type MailObserver } from "../mail/mailer.ts";
import { hashPassword } from "../sessions/passwords.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { forgetLinks } from "../users/administration.ts";
import { findByEmail } from "../users/queries.ts";
import { resetMail } from "./mail-text.ts";
import { findReset, insertReset, takeReset } from "./queries.ts";

export interface ResetLink {
  url: string;
  expiresAt: Date;
}

/** What nodemailer says of a mail that didn't go: its own code, the SMTP command, and the server's number for it. */
interface MailError {
  code?: string;
  command?: string;
  responseCode?: number;
}

interface Services {
  config: Pick<ServeConfig, "mail" | "publicUrl">;
  database: Transactions;
  sessions: Sessions;
  log: Log;
  observeMail?: MailObserver;
}

/** Links that set a new password: sent by mail, or handed over by an administrator. */
export class PasswordResets {
  private readonly services: Services;
  private readonly mailer: Mailer | null;
  private readonly underWay = new Set<Promise<void>>();

  constructor(services: Services) {
    this.services = services;
    this.mailer = services.config.mail && new Mailer(services.config.mail, services.observeMail);
  }

  /** Whether people can have a link sent to them. */
  get byMail(): boolean {
    return this.mailer !== null;
  }

  /**
   * Sends a link to whoever has this address. Everything happens after the answer, so that neither it nor its time tells
   * whether anybody has.
   */
  ask(email: string, request: AuditedRequest): void {
    const { id, ip } = request;
    const done = this.send(email, { id, ip }).catch((error: MailError) => {
      // Neither the error nor its message: they hold the address, and the server's words about it.
      const { code, command, responseCode } = error;
      this.services.log.error(
        { code, command, responseCode },
        "a mail with a link for a new password could not be sent",
      );
    });
    this.underWay.add(done);
    void done.finally(() => this.underWay.delete(done));
  }

  /** A link for this person. Throws `not_found` for what is no active one, `conflict` for one without an address. */
  async make(userId: number, request: AuditedRequest): Promise<ResetLink> {
    return this.services.database.transaction(async (within) => {
      const [person] = await within.query<{ email: string | null }>(
        "passwordResets.forWhom",
        "select email from users where id = $1 and role <> 'bot' and status = 'active' for no key update",
        [userId],
      );
      if (!person) throw new AppError("not_found", "There is no such person here.");
      if (person.email === null)
        throw new AppError("conflict", "This person has no e-mail address here to sign in with.");
      await record(within, request, { kind: "password.link_made", userId });
      return this.link(within, userId);
    });
  }

  /**
   * Sets the password of whose link this is, and signs them out everywhere. Returns who it is, and the sessions that
   * ended. Throws `not_found` when the link doesn't work.
   */
  async finish(token: string, password: string, request: AuditedRequest): Promise<{ userId: number; ended: number[] }> {
    const { database, sessions } = this.services;
    const tokenHash = sessions.hash(token);
    const userId = await findReset(database, tokenHash);
    if (userId === null) {
      await record(database, request, { kind: "session.refused", details: { way: "reset" } });
      throw gone();
    }
    const passwordHash = await hashPassword(password);
    const ended = await database.transaction(async (within) => {
      if (!(await takeReset(within, tokenHash, passwordHash))) throw gone();
      await forgetLinks(within, userId);
      await record(within, request, { kind: "password.reset", userId }, userId);
      return sessions.endAllOf(within, userId);
    });
    return { userId, ended: await sessions.forget(ended) };
  }

  /** Settles when what was asked for has been sent, or couldn't be. */
  async idle(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async send(email: string, request: AuditedRequest): Promise<void> {
    const { database } = this.services;
    const found = await findByEmail(database, email);
    if (!found || !this.mailer) return;
    const { id, name } = found.user;
    const { url } = await database.transaction(async (within) => {
      await record(within, request, { kind: "password.reset_asked", userId: id });
      return this.link(within, id);
    });
    const account = await findAccount(database);
    // To the address that the account has, not to one that merely looks the same to the database.
    await this.mailer.send(resetMail(found.email, name, account!.name, url));
  }

  private async link(queries: Transactions, userId: number): Promise<ResetLink> {
    const token = randomBytes(32).toString("base64url");
    const expiresAt = await insertReset(queries, userId, this.services.sessions.hash(token));
    return { url: new URL(`/session/reset/${token}`, this.services.config.publicUrl).href, expiresAt };
  }
}

const gone = () => new AppError("not_found", "This link doesn't work any more. Ask for a new one.");
