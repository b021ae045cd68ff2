import { createECDH } from "node:crypto";
import type { ConfigReader } from "../config-values.ts";
import { custom, flag, text } from "../settings/variable.ts";

/** Who sends: 65 and 32 bytes of the curve P-256, as base64url. */
export interface KeyPair {
  publicKey: string;
  privateKey: string;
}

export interface PushConfig {
  enabled: boolean;
  /** Null where the server makes a pair of its own. */
  keys: KeyPair | null;
  /** Whom push services turn to when something is wrong: `https:` or `mailto:`. */
  subject: string;
  /** Whether notifications may go to private, loopback and link-local addresses. */
  allowPrivate: boolean;
}

const PUBLIC = "CAMPFIRE_VAPID_PUBLIC_KEY";
const PRIVATE = "CAMPFIRE_VAPID_PRIVATE_KEY";
const REMEDY = "Make a pair with `npx web-push generate-vapid-keys`, or set neither: then the server makes one.";

const KEY = { fallback: "one that the server makes, and keeps in the database", readBy: ["serve"] } as const;

/** The variables of push notifications. */
export const pushVariables = {
  enabled: flag("CAMPFIRE_PUSH_ENABLED", {
    fallback: true,
    does: "notifies people who aren't looking, by web push",
    readBy: ["serve"],
  }),
  publicKey: text(PUBLIC, {
    type: "65 bytes in base64url",
    does: "with the private key: who sends notifications, to push services",
    ...KEY,
  }),
  privateKey: text(PRIVATE, {
    type: "32 bytes in base64url",
    does: "signs them; changing it ends all subscriptions",
    ...KEY,
  }),
  subject: custom({
    name: "CAMPFIRE_VAPID_SUBJECT",
    type: "`mailto:…` or `https://…`",
    fallback: "the public URL",
    does: "whom push services turn to when something is wrong",
    readBy: ["serve"],
    read: readSubject,
  }),
  allowPrivate: flag("CAMPFIRE_PUSH_ALLOW_PRIVATE", {
    fallback: false,
    does: "lets notifications go to private, loopback and link-local addresses",
    readBy: ["serve"],
  }),
};

/** Throws nothing: what is wrong is gathered in the reader. */
export function readPushConfig(reader: ConfigReader, publicUrl: URL): PushConfig {
  return {
    enabled: pushVariables.enabled.read(reader),
    keys: readKeys(reader),
    subject: pushVariables.subject.read(reader) ?? subjectOf(publicUrl),
    allowPrivate: pushVariables.allowPrivate.read(reader),
  };
}

function readKeys(reader: ConfigReader): KeyPair | null {
  const [publicKey, privateKey] = [pushVariables.publicKey.read(reader), pushVariables.privateKey.read(reader)];
  if (publicKey === undefined && privateKey === undefined) return null;
  if (publicKey === undefined || privateKey === undefined) {
    const [missing, there] = publicKey === undefined ? [PUBLIC, PRIVATE] : [PRIVATE, PUBLIC];
    reader.fail("config_missing", missing, `is not set, but ${there} is.`, REMEDY);
    return null;
  }
  const problems = reader.problems.length;
  if (!isKey(publicKey, 65)) reader.fail("config_invalid", PUBLIC, "is no public key (65 bytes in base64url).", REMEDY);
  if (!isKey(privateKey, 32))
    reader.fail("config_invalid", PRIVATE, "is no private key (32 bytes in base64url).", REMEDY);
  if (reader.problems.length === problems && publicKeyOf(privateKey) !== publicKey)
    reader.fail("config_invalid", PUBLIC, `doesn't belong to ${PRIVATE}.`, REMEDY);
  return { publicKey, privateKey };
}

const isKey = (text: string, bytes: number) =>
  /^[A-Za-z0-9_-]+$/.test(text) && Buffer.from(text, "base64url").length === bytes;

function publicKeyOf(privateKey: string): string | null {
  const curve = createECDH("prime256v1");
  try {
    curve.setPrivateKey(privateKey, "base64url");
  } catch {
    return null;
  }
  return curve.getPublicKey("base64url");
}

function readSubject(reader: ConfigReader): string | undefined {
  const text = reader.raw("CAMPFIRE_VAPID_SUBJECT");
  const url = text === undefined ? undefined : URL.parse(text);
  if (text === undefined || url?.protocol === "https:" || (url?.protocol === "mailto:" && /.@./.test(url.pathname)))
    return text;
  const remedy = "Set an address such as mailto:admin@example.com or https://chat.example.com.";
  reader.fail("config_invalid", "CAMPFIRE_VAPID_SUBJECT", `is "${text}".`, remedy);
  return undefined;
}

/** Push services take no `http:`; only on one's own machine is the chat served that way. */
const subjectOf = ({ protocol, origin, hostname }: URL) =>
  protocol === "https:" ? origin : `mailto:campfire@${hostname}`;
