import type { RouteOptions } from "fastify";
import { accountAdministrationRoutes } from "./accounts/administration-routes.ts";
import { appearanceAdministrationRoutes, appearanceRoutes } from "./accounts/appearance-routes.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { apiDocsRoutes } from "./api-docs/routes.ts";
import { needs } from "./api-docs/routes-seen.ts";
import type { Attachments } from "./attachments/attachments.ts";
import { oldFileAddresses } from "./attachments/old-addresses.ts";
import { fileRoutes, uploadRoutes } from "./attachments/routes.ts";
import { auditRoutes } from "./audit/routes.ts";
import { avatarAdministrationRoutes, avatarPictureRoutes, avatarRoutes, stableAvatarRoutes } from "./avatars/routes.ts";
import { botAdministrationRoutes } from "./bots/admin-routes.ts";
import { botRoutes } from "./bots/routes.ts";
import type { ServeConfig } from "./config.ts";
import type { Database } from "./database/database.ts";
import type { FileStore } from "./files/store.ts";
import type { App } from "./http/app.ts";
import { networkOf } from "./http/networks.ts";
import type { RateLimits } from "./http/rate-limits.ts";
import { consume } from "./http/rate-limits.ts";
import { requireAdministrator, requireViewer } from "./http/viewer.ts";
import type { MessageChanges } from "./messages/changes.ts";
import type { MessagePoster } from "./messages/post.ts";
import type { ReadMarks } from "./messages/read-marks.ts";
import { messageRoutes } from "./messages/routes.ts";
import type { PasswordResets } from "./password-resets/password-resets.ts";
import { passwordResetAdministrationRoutes, passwordResetRoutes } from "./password-resets/routes.ts";
import type { Presence } from "./presence/presence.ts";
import { previewRoutes } from "./previews/routes.ts";
import type { PushKeys } from "./push/keys.ts";
import { pushRoutes } from "./push/routes.ts";
import type { PushSender } from "./push/sender.ts";
import type { Realtime } from "./realtime/realtime.ts";
import { roomAdministrationRoutes } from "./rooms/administration-routes.ts";
import { roomRoutes } from "./rooms/routes.ts";
import { searchRoutes } from "./search/routes.ts";
import { sessionRoutes, signInRoutes } from "./sessions/routes.ts";
import type { Sessions } from "./sessions/sessions.ts";
import { singleSignOnRoutes } from "./single-sign-on/routes.ts";
import { userAdministrationRoutes } from "./users/administration-routes.ts";
import { profileRoutes } from "./users/profile-routes.ts";
import { stateRoutes } from "./users/routes.ts";

/** What routes are given: each takes what it needs. */
export interface Services {
  config: ServeConfig;
  /** Of the program and the client that it serves. */
  version: string;
  database: Database;
  sessions: Sessions;
  limits: RateLimits;
  realtime: Realtime;
  presence: Presence;
  poster: MessagePoster;
  changes: MessageChanges;
  readMarks: ReadMarks;
  store: FileStore;
  attachments: Attachments;
  pushKeys: PushKeys;
  pushSender: PushSender;
  resets: PasswordResets;
}

/** What can be asked of a replica, by who may: guests, bots by their key, who is signed in, administrators. `seen` is described by the API's document. */
export function addRoutes(app: App, services: Services, seen: RouteOptions[]): void {
  const { config, limits, sessions } = services;
  app.register(async (guests) => {
    guests.addHook("onRequest", (request) => consume(limits.requests, `address:${networkOf(request.ip)}`));
    accountRoutes(guests, services);
    signInRoutes(guests, services);
    apiDocsRoutes(guests, { config, routes: seen });
    stableAvatarRoutes(guests, services);
    singleSignOnRoutes(guests, services);
    passwordResetRoutes(guests, services);
  });
  appearanceRoutes(app, services);
  botRoutes(app, services);
  app.register(async (files) => {
    needs(files, "session");
    // Not counted: a room shows many at once, and a video is asked for in parts.
    files.addHook("onRequest", requireViewer(sessions));
    avatarPictureRoutes(files, services);
    fileRoutes(files, services);
    oldFileAddresses(files, services);
    previewRoutes(files, services);
  });
  app.register(async (members) => {
    needs(members, "session");
    members.addHook("onRequest", requireViewer(sessions));
    members.addHook("onRequest", (request) => consume(limits.requests, `user:${request.viewer.userId}`));
    sessionRoutes(members, services);
    profileRoutes(members, services);
    avatarRoutes(members, services);
    stateRoutes(members, services);
    roomRoutes(members, services);
    roomAdministrationRoutes(members, services);
    messageRoutes(members, services);
    members.register((uploads) => uploadRoutes(uploads, services));
    searchRoutes(members, services);
    pushRoutes(members, services);
    members.register(async (administrators) => {
      needs(administrators, "administrator");
      administrators.addHook("onRequest", requireAdministrator);
      accountAdministrationRoutes(administrators, services);
      appearanceAdministrationRoutes(administrators, services);
      userAdministrationRoutes(administrators, services);
      botAdministrationRoutes(administrators, services);
      avatarAdministrationRoutes(administrators, services);
      passwordResetAdministrationRoutes(administrators, services);
      auditRoutes(administrators, services);
    });
  });
}
