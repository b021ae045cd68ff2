import type { ConfigReader } from "../config-values.ts";

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

/** What this feature reads, without the prefix CAMPFIRE_. */
export const MAIL_VARIABLES = ["SMTP_URL", "MAIL_FROM"];

/** Null where no mail server is set. Both variables or neither. */
export function readMail(reader: ConfigReader): MailConfig | null {
  const [text, from] = [reader.raw(URL_VARIABLE), reader.raw(FROM_VARIABLE)];
  if (text === undefined && from === undefined) return null;
  if (text === undefined) {
    reader.fail("config_missing", URL_VARIABLE, `is not set, but ${FROM_VARIABLE} is.`, `Set it like ${EXAMPLE}.`);
    return null;
  }
  if (from === undefined || !/^([^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/.test(from)) {
    const what = from === undefined ? `is not set, but ${URL_VARIABLE} is.` : `is "${from}".`;
    const code = from === undefined ? "config_missing" : "config_invalid";
    reader.fail(code, FROM_VARIABLE, what, "Set who mail comes from, like Campfire <chat@example.com>.");
    return null;
  }
  const url = reader.url(URL_VARIABLE, text, ["smtp:", "smtps:"], EXAMPLE);
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
