import type { ServeConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { consume, type RateLimits } from "../http/rate-limits.ts";
import { ChangedProfile, Profile } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { listSessions } from "../sessions/queries.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { requirePasswords } from "../single-sign-on/passwords-off.ts";
import { changeProfile, findProfile } from "./profile.ts";

/** What somebody keeps of themselves. */
export function profileRoutes(
  app: App,
  services: { config: ServeConfig; database: Database; sessions: Sessions; realtime: Realtime; limits: RateLimits },
): void {
  const { config, database, sessions, realtime, limits } = services;

  app.get(
    "/api/profile",
    { schema: { response: { 200: Profile } } },
    async (request) => (await findProfile(database, request.viewer.userId))!,
  );

  app.put("/api/profile", { schema: { body: ChangedProfile, response: { 200: Profile } } }, async (request) => {
    const { userId, sessionId } = request.viewer;
    const { email, password } = request.body;
    if (password !== undefined) requirePasswords(config);
    // As a sign-in: whoever finds a session open may not try passwords.
    if (email !== undefined || password !== undefined) await consume(limits.signIn, `user:${userId}`);
    await changeProfile(database, userId, request.body, request);
    if (password !== undefined) {
      const others = (await listSessions(database, userId)).map(({ id }) => id).filter((id) => id !== sessionId);
      await sessions.end(others);
      realtime.sessionsEnded(others);
    }
    const profile = (await findProfile(database, userId))!;
    realtime.toUsers(null, { type: "user", user: profile.user });
    return profile;
  });
}
