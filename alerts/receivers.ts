/** Who is told. Each may be absent; all of it but the addresses of people is secret. */
export interface Receivers {
  /** Slack's incoming webhook; it knows its channel. */
  slack?: { url: string };
  /** The integration key of a service, Events API v2. Woken by pages only. */
  pagerDuty?: { key: string };
  email?: { to: string; server: MailServer };
  /** Gets Alertmanager's JSON as a POST. */
  webhook?: { url: string };
  /** Called every few minutes while alerts get through; whoever is behind it raises the alarm when the calls stop. */
  heartbeat?: { url: string };
}

export interface MailServer {
  host: string;
  port: number;
  from: string;
  user?: string;
  password?: string;
}

const plainMail = 587;
const secureMail = 465;

/**
 * A mail server from its URL: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. Mail comes from the user where that is an
 * address, else from `fallback`. Throws a TypeError on what is no such URL.
 */
export function mailServer(url: string, fallback: string): MailServer {
  const { protocol, hostname, port, username, password } = new URL(url);
  if (!["smtp:", "smtps:"].includes(protocol) || hostname === "") throw new TypeError("not smtp://… or smtps://…");
  const user = decodeURIComponent(username);
  return {
    host: hostname,
    port: Number(port) || (protocol === "smtps:" ? secureMail : plainMail),
    from: user.includes("@") ? user : fallback,
    ...(user === "" ? {} : { user, password: decodeURIComponent(password) }),
  };
}
