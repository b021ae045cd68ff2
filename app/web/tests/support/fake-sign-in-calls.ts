import { type Handler, Refusal } from "./fake-call.ts";

/** Ways in besides a password that one knows, and the log of them. */
export const signInCalls: Handler[] = [
  [/^GET \/api\/sign-in$/, ({ server: { chat } }) => [200, chat.signInOptions]],
  [
    /^POST \/api\/password-resets$/,
    ({ server: { chat }, body }) => {
      chat.resetFor = chat.users.find(({ email }) => email === body.email) ?? null;
      return [204];
    },
  ],
  [
    /^POST \/api\/password-resets\/once$/,
    ({ server: { chat }, body, signIn }) => {
      const user = chat.resetFor;
      if (!user) throw new Refusal(404, "not_found", "The link was used.");
      chat.resetFor = null;
      user.password = body.password;
      signIn(user);
      return [201, { user }];
    },
  ],
  [
    /^POST \/api\/users\/(\d+)\/password-reset$/,
    ({ server: { chat }, params, origin }) => {
      chat.resetFor = chat.users.find(({ id }) => id === Number(params[0]))!;
      if (!chat.signInOptions.passwords) throw new Refusal(403, "forbidden", "Passwords are switched off here.");
      return [201, { url: `${origin}/session/reset/once`, expiresAt: new Date().toISOString() }];
    },
  ],
  [
    /^GET \/api\/audit$/,
    ({ server: { chat }, url: { searchParams } }) => {
      const [kind, person] = [searchParams.get("kind") ?? "", Number(searchParams.get("person"))];
      const before = Number(searchParams.get("before") ?? Number.MAX_SAFE_INTEGER);
      const found = chat.audit
        .filter((event) => event.kind.startsWith(kind) && event.id < before)
        .filter((event) => !person || [event.actorId, event.userId].includes(person))
        .reverse();
      return [200, { events: found.slice(0, 3), more: found.length > 3 }];
    },
  ],
];
