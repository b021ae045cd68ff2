import type { MailConfig } from "./config.ts";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Told of each mail how long it took, in seconds, and whether the server took it. */
export type MailObserver = (seconds: number, taken: boolean) => void;

const SECONDS = 1000;

/** Sends mail through the server of CAMPFIRE_SMTP_URL; its library is loaded with the first one. */
export class Mailer {
  private readonly config: MailConfig;
  private readonly observe: MailObserver;

  constructor(config: MailConfig, observe: MailObserver = () => {}) {
    this.config = config;
    this.observe = observe;
  }

  /** Settles once the server took it. */
  async send(mail: Mail): Promise<void> {
    const start = performance.now();
    let taken = false;
    try {
      const transport = await this.connect();
      // Tells programs that answer by themselves not to.
      const headers = { "Auto-Submitted": "auto-generated" };
      await transport.sendMail({ from: this.config.from, ...mail, headers });
      taken = true;
    } finally {
      this.observe((performance.now() - start) / 1000, taken);
    }
  }

  /** Settles once the server greeted, and let us sign in. */
  async check(): Promise<void> {
    await (await this.connect()).verify();
  }

  private async connect() {
    const { host, port, user, password, security } = this.config;
    const { createTransport } = await import("nodemailer");
    return createTransport({
      host,
      port,
      ...(user !== null && { auth: { user, pass: password ?? "" } }),
      secure: security === "tls",
      requireTLS: security === "starttls",
      // Where plain text would do, an unknown certificate does too.
      tls: { rejectUnauthorized: security !== "any" },
      connectionTimeout: 10 * SECONDS,
      greetingTimeout: 10 * SECONDS,
      socketTimeout: 30 * SECONDS,
      // Nothing of ours names a file or an address to fetch.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}
