import { type Static, Type } from "typebox";
import { Password } from "./requests.ts";

/** How people may sign in here, for the pages before the chat. */
export const SignInOptions = Type.Object({
  passwords: Type.Boolean(),
  /** Whether a link for a new password can be sent by mail. */
  resetsByMail: Type.Boolean(),
  /** The organisation's own sign-in, where there is one. */
  provider: Type.Optional(Type.Object({ name: Type.String() })),
});

export const AskedReset = Type.Object({ email: Type.String({ minLength: 1, maxLength: 254 }) });
export const NewPassword = Type.Object({ password: Password });
export const ResetLink = Type.Object({ url: Type.String(), expiresAt: Type.String() });

export type SignInOptions = Static<typeof SignInOptions>;
