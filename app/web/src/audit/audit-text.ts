import type { AuditKind } from "../../../src/audit/events.ts";
import type { AuditEntry } from "../protocol.ts";

interface Told {
  who: string;
  whom: string;
  detail: (name: string) => string;
  /** What a detail lists: names of people where it lists their numbers, and `words` for what has a name of its own. */
  list: (name: string, words?: Record<string, string>) => string;
}

const WAYS: Record<string, string> = {
  password: "with a password",
  provider: "with the organisation’s sign-in",
  link: "by a link",
  reset: "with a new password",
  first_run: "as the first",
  invitation: "by invitation",
};
const WHY: Record<string, string> = {
  declined: "the sign-in service said no",
  failed: "the answer proved nothing",
  domain: "of another domain",
  unverified: "with an address that isn’t confirmed",
  no_account: "without an account",
  inactive: "with an account that isn’t active",
  taken: "with somebody else’s address",
  blocked: "from a blocked address",
};

const ROLES: Record<string, string> = { administrator: "an administrator", member: "a member" };

/** What people call the account's settings. */
const SETTINGS: Record<string, string> = { name: "team name", onlyAdministratorsCreateRooms: "who makes rooms" };

const way = ({ detail }: Told) => WAYS[detail("way")] ?? detail("way");
const BY: Record<string, string> = { provider: "as the sign-in service says", command: "by command" };

const role = ({ detail }: Told) => ROLES[detail("role")] ?? detail("role");
const why = ({ detail }: Told) => detail("why") && `: ${WHY[detail("why")] ?? detail("why")}`;

const SENTENCES: Record<AuditKind, (told: Told) => string> = {
  "session.started": (told) => `${told.whom} signed in ${way(told)}`,
  "session.refused": (told) => `${told.whom} couldn’t sign in ${way(told)}${why(told)}`,
  "session.signed_out": ({ who }) => `${who} signed out`,
  "session.ended": ({ who }) => `${who} signed out another device`,
  "session.link_made": ({ who, whom, detail }) =>
    detail("by") ? `A link that signs ${whom} in was made by command` : `${who} made a link for another device`,
  "password.reset_asked": ({ whom }) => `A link for a new password was sent to ${whom}`,
  "password.link_made": ({ who, whom }) => `${who} made a link for a new password of ${whom}`,
  "password.reset": ({ whom, detail }) =>
    detail("by") ? `${whom} got a new password by command` : `${whom} set a new password by a link`,
  "password.changed": ({ who }) => `${who} changed their password`,
  "email.changed": ({ who }) => `${who} changed their email address`,
  "identity.linked": ({ whom, detail }) => `${whom} signs in at ${detail("issuer")} from now on`,
  "account.set_up": ({ whom, detail }) => `${whom} set up ${detail("name")}`,
  "account.changed": ({ who, list }) => `${who} changed the settings: ${list("changed", SETTINGS)}`,
  "invitation.renewed": ({ who }) => `${who} made a new invitation link`,
  "person.joined": (told) =>
    told.detail("by") ? `${told.whom} was made ${role(told)} by command` : `${told.whom} joined ${way(told)}`,
  "person.role_changed": (told) =>
    told.detail("by")
      ? `${told.whom} became ${role(told)}, ${BY[told.detail("by")] ?? told.detail("by")}`
      : `${told.who} made ${told.whom} ${role(told)}`,
  "person.deactivated": ({ who, whom }) => `${who} deactivated ${whom}`,
  "person.picture_removed": ({ who, whom }) => `${who} removed the picture of ${whom}`,
  "person.banned": ({ who, whom }) => `${who} banned ${whom}`,
  "person.ban_lifted": ({ who, whom }) => `${who} let ${whom} in again`,
  "bot.made": ({ who, whom }) => `${who} made the bot ${whom}`,
  "bot.changed": ({ who, whom, list }) => `${who} changed the bot ${whom}: ${list("changed")}`,
  "bot.key_renewed": ({ who, whom }) => `${who} made a new key for the bot ${whom}`,
  "bot.removed": ({ who, whom }) => `${who} removed the bot ${whom}`,
  "webhook.set": ({ who, whom, detail }) => `${who} set the webhook of ${whom} to ${detail("host")}`,
  "webhook.removed": ({ who, whom }) => `${who} removed the webhook of ${whom}`,
  "room.made": ({ who, detail }) => `${who} made the ${detail("type")} room ${detail("name")}`,
  "room.renamed": ({ who, detail }) => `${who} renamed a room to ${detail("name")}`,
  "room.converted": ({ who, detail }) => `${who} made a room ${detail("type")}`,
  "room.members_changed": ({ who, list }) =>
    `${who} changed who is in a room${list("added") && `, added: ${list("added")}`}${list("removed") && `, removed: ${list("removed")}`}`,
  "room.removed": ({ who, detail }) => `${who} removed the room ${detail("name")}`,
  "audit.downloaded": ({ who }) => `${who} downloaded this log`,
};

/** One event in words. A kind that a newer server has is shown by its name. */
export function auditText(event: AuditEntry, nameOf: (userId: number) => string): string {
  const { kind, details } = event;
  const sentence = Object.hasOwn(SENTENCES, kind) ? SENTENCES[kind as AuditKind] : undefined;
  if (!sentence) return kind;
  return sentence({
    who: event.actorName ?? "Somebody",
    whom: event.userName ?? "Somebody",
    detail: (name) => String(details?.[name] ?? ""),
    list: (name, words = {}) => {
      const value = details?.[name];
      if (!Array.isArray(value)) return "";
      return value
        .map((item) => (typeof item === "number" ? nameOf(item) : (words[String(item)] ?? String(item))))
        .join(", ");
    },
  });
}
