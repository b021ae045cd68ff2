import { once } from "node:events";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { until } from "./processes.ts";

export interface ReceivedMail {
  from: string;
  to: string[];
  /** As it came over the wire. */
  source: string;
  /** Its text and its HTML, decoded. */
  text: string;
  html: string;
  /** Whether it came encrypted, and as whom the sender signed in. */
  secure: boolean;
  user: string | undefined;
}

/** A real SMTP server on a free port that keeps what it gets. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  private readonly server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      authOptional: true,
      onAuth: ({ username, password }, _session, done) =>
        password === "open sesame" ? done(null, { user: username }) : done(new Error("wrong password")),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const source = Buffer.concat(chunks).toString();
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom ? mailFrom.address : "",
            to: rcptTo.map(({ address }) => address),
            source,
            text: part(source, "text/plain"),
            html: part(source, "text/html"),
            secure: session.secure,
            user: session.user as string | undefined,
          });
          done();
        });
      },
      ...options,
    });
    this.server.on("error", () => {});
  }

  static async start(options: SMTPServerOptions = {}): Promise<MailServer> {
    const mail = new MailServer(options);
    mail.server.listen(0, "127.0.0.1");
    await once(mail.server.server, "listening");
    return mail;
  }

  get port(): number {
    return (this.server.server.address() as { port: number }).port;
  }

  /** The newest mail to this address, waited for. */
  async next(to: string): Promise<ReceivedMail> {
    await until(`a mail to ${to} came`, () => this.mails.some((mail) => mail.to.includes(to)));
    return this.mails.findLast((mail) => mail.to.includes(to))!;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** One part of a multipart mail, decoded. */
function part(source: string, type: string): string {
  const [, head = "", body = ""] =
    new RegExp(`content-type: ${type}([\\s\\S]*?)\\r\\n\\r\\n([\\s\\S]*?)\\r\\n--`, "i").exec(source) ?? [];
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString();
  if (!/quoted-printable/i.test(head)) return body;
  const bytes = body
    .replaceAll(/=\r\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
