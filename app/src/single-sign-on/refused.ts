/** Why somebody could not be signed in; the sign-in page has a sentence for each (docs/protocol.md). */
export type RefusalCode =
  /** The provider can't be reached. */
  | "unavailable"
  /** The provider, or the person there, said no. */
  | "declined"
  /** Begun in another browser, too long ago, or not here at all. */
  | "expired"
  /** What the provider answered proves nothing. */
  | "failed"
  /** Their e-mail address is of none of the domains that may sign in. */
  | "domain"
  /** The provider doesn't say that the e-mail address is theirs. */
  | "unverified"
  /** Nobody made them an account, and none is made by signing in. */
  | "no_account"
  /** Their account was deactivated or banned. */
  | "inactive"
  /** The account with their e-mail address is somebody else's at the provider. */
  | "taken"
  /** Somebody who used this network address is banned. */
  | "blocked"
  /** Too many tries from their network; nothing was asked of the provider. */
  | "too_often";

export class SignInRefused extends Error {
  readonly code: RefusalCode;
  /** Whose account it is about, where that is known. */
  readonly userId: number | undefined;

  constructor(code: RefusalCode, { userId, cause }: { userId?: number; cause?: unknown } = {}) {
    super(code, { cause });
    this.name = "SignInRefused";
    this.code = code;
    this.userId = userId;
  }
}
