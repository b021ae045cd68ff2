import type { ConfigReader } from "../config-values.ts";
import { text } from "../settings/variable.ts";

export interface MailConfig {
  host: string;
  port: number;
  user: string | null;
  password: string | null;
  /** `tls` from the first byte, `starttls` or nothing at all, or `any`: encrypted where the server offers it. */
  security: "tls" | "starttls" | "any";
  /** As in a mail: chat@example.com or Campfire <chat@example.com>. */
  from: string;
}

const URL_VARIABLE = "CAMPFIRE_SMTP_URL";
const FROM_VARIABLE = "CAMPFIRE_MAIL_FROM";
const EXAMPLE = "smtps://user:password@mail.example.com:465";

/** Both or neither. */
export const mailVariables = {
  url: text(URL_VARIABLE, {
    type: "`smtps://user:password@host:465`, or `smtp://…:587` with STARTTLS",
    fallback: "none",
    does: "with it people get links for a forgotten password; only `?insecure` sends plain text too",
    readBy: ["serve"],
  }),
  from: text(FROM_VARIABLE, {
    type: "like `Campfire <chat@example.com>`",
    fallback: "required with `CAMPFIRE_SMTP_URL`",
    does: "who mail comes from",
    readBy: ["serve"],
  }),
};

/** Null where no mail server is set. Both variables or neither. */
export function readMail(reader: ConfigReader): MailConfig | null {
  const [address, from] = [mailVariables.url.read(reader), mailVariables.from.read(reader)];
  if (address === undefined && from === undefined) return null;
  if (address === undefined) {
    reader.fail("config_missing", URL_VARIABLE, `is not set, but ${FROM_VARIABLE} is.`, `Set it like ${EXAMPLE}.`);
    return null;
  }
  if (from === undefined || !/^([^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/.test(from)) {
    const what = from === undefined ? `is not set, but ${URL_VARIABLE} is.` : `is "${from}".`;
    const code = from === undefined ? "config_missing" : "config_invalid";
    reader.fail(code, FROM_VARIABLE, what, "Set who mail comes from, like Campfire <chat@example.com>.");
    return null;
  }
  const url = reader.url(URL_VARIABLE, address, ["smtp:", "smtps:"], EXAMPLE);
  if (!url) return null;
  const unknown = [...url.searchParams.keys()].find((name) => name !== "insecure");
  if (url.hostname === "" || unknown !== undefined || !["", "/"].includes(url.pathname)) {
    const what = unknown === undefined ? "names no server alone." : `has the unknown option "${unknown}".`;
    reader.fail("config_invalid", URL_VARIABLE, what, `Set it like ${EXAMPLE}; smtp://…?insecure allows plain text.`);
    return null;
  }
  const tls = url.protocol === "smtps:";
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (tls ? 465 : 587),
    user: decode(url.username),
    password: decode(url.password),
    security: tls ? "tls" : url.searchParams.has("insecure") ? "any" : "starttls",
    from,
  };
}

function decode(part: string): string | null {
  if (part === "") return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
