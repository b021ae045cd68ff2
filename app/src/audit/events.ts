/** What the audit log tells of. Filters take one of these, or the part before the dot for all that begin so. */
export const AUDIT_KINDS = [
  "session.started",
  "session.refused",
  "session.signed_out",
  "session.ended",
  "session.link_made",
  "password.reset_asked",
  "password.link_made",
  "password.reset",
  "password.changed",
  "email.changed",
  "identity.linked",
  "account.set_up",
  "account.changed",
  "invitation.renewed",
  "person.joined",
  "person.role_changed",
  "person.deactivated",
  "person.picture_removed",
  "person.banned",
  "person.ban_lifted",
  "bot.made",
  "bot.changed",
  "bot.key_renewed",
  "bot.removed",
  "webhook.set",
  "webhook.removed",
  "room.made",
  "room.renamed",
  "room.converted",
  "room.members_changed",
  "room.removed",
  "audit.downloaded",
] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

/** How somebody proved who they are. */
export type SignInWay = "password" | "provider" | "link" | "reset" | "first_run" | "invitation";

/** What happens, beside who does it, when and from where. */
export interface AuditEvent {
  kind: AuditKind;
  /** Whom it is about: a person or a bot. */
  userId?: number | undefined;
  roomId?: number | undefined;
  /** docs/protocol.md says which kind has which. Never a secret, never what somebody wrote in a message. */
  details?: Record<string, string | number | boolean | string[] | number[]>;
}
