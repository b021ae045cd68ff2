/** What travels between the chat server and this client: the server's own types (docs/protocol.md explains them), of which none of the code is bundled. */
import type { CloseCode as ServerCloseCode } from "../../src/protocol/frames.ts";

export type { AuditEntry, AuditPage } from "../../src/protocol/audit.ts";
export type {
  Account,
  Attachment,
  Boost,
  Bot,
  LinkPreview,
  Message,
  Room,
  Session,
  State as Snapshot,
  User,
} from "../../src/protocol/entities.ts";
export type { ClientFrame, ServerEvent } from "../../src/protocol/frames.ts";
export type { NewSubscription, PushState, Subscription } from "../../src/protocol/push.ts";
/** One page of history, oldest first. `more` is about the direction that was asked for; with `around` about older ones, and `moreAfter` about newer ones. */
export type { MessagePage as Page } from "../../src/protocol/requests.ts";
export type { SignInOptions } from "../../src/protocol/signing-in.ts";

/** The closing codes after which there is no point in connecting again. */
export const CloseCode = { signedOut: 4401, removed: 4403 } satisfies Partial<typeof ServerCloseCode>;
