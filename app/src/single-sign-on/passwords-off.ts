import type { ServeConfig } from "../config.ts";
import { AppError } from "../http/errors.ts";

/** Throws `forbidden` where CAMPFIRE_PASSWORD_SIGN_IN=false leaves single sign-on as the only way in. */
export function requirePasswords({ signIn }: Pick<ServeConfig, "signIn">): void {
  if (signIn.passwords) return;
  throw new AppError("forbidden", `Passwords are switched off here. Sign in with ${signIn.provider?.name}.`);
}
