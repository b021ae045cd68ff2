import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../tests/support/free-ports.ts";
import { ConfigReader } from "../src/config-values.ts";
import { readMail } from "../src/mail/config.ts";
import { Mailer } from "../src/mail/mailer.ts";
import { MailServer } from "./support/mail-server.ts";

const MAIL = { to: "bob@example.com", subject: "Grüße", text: "Hello", html: "<p>Hello</p>" };
const trusted = getCACertificates("default");
let folder: string;
let identity: { key: string; cert: string };
let server: MailServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "campfire-mail-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await promisify(execFile)("openssl", ["req", ...kind, ...subject, "-keyout", key, "-out", cert]);
  identity = { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
});
afterEach(async () => {
  setDefaultCACertificates(trusted);
  await server?.stop();
});
afterAll(() => rm(folder, { recursive: true }));

function mailer(url: string): Mailer {
  const reader = new ConfigReader({ CAMPFIRE_SMTP_URL: url, CAMPFIRE_MAIL_FROM: "chat@chat.test" });
  const config = readMail(reader);
  expect(reader.problems).toEqual([]);
  return new Mailer(config!);
}
const trustServer = () => setDefaultCACertificates([...trusted, identity.cert]);

describe("mail", () => {
  test("goes out encrypted from the first byte with smtps, signed in as the address says", async () => {
    server = await MailServer.start({ secure: true, ...identity });
    trustServer();
    await mailer(`smtps://chat%40chat.test:open%20sesame@localhost:${server.port}`).send(MAIL);
    expect(server.mails[0]).toMatchObject({
      secure: true,
      user: "chat@chat.test",
      text: "Hello",
      html: "<p>Hello</p>",
    });
  });

  test("goes out over STARTTLS with smtp", async () => {
    server = await MailServer.start(identity);
    trustServer();
    await mailer(`smtp://localhost:${server.port}`).send(MAIL);
    expect(server.mails[0]).toMatchObject({ secure: true, to: ["bob@example.com"] });
  });

  test.each(["smtp", "smtps"])("doesn't go out to a server whose certificate nobody trusts (%s)", async (scheme) => {
    server = await MailServer.start({ secure: scheme === "smtps", ...identity });
    await expect(mailer(`${scheme}://localhost:${server.port}`).send(MAIL)).rejects.toThrow(/self.signed/i);
    expect(server.mails).toEqual([]);
  });

  test("goes out unencrypted only where that was asked for", async () => {
    server = await MailServer.start({ disabledCommands: ["STARTTLS"] });
    await expect(mailer(`smtp://localhost:${server.port}`).send(MAIL)).rejects.toThrow(/STARTTLS/i);
    expect(server.mails).toEqual([]);
    await mailer(`smtp://localhost:${server.port}?insecure`).send(MAIL);
    expect(server.mails[0]).toMatchObject({ secure: false });
  });

  test("fails with the server's reason when it takes neither the sender nor the connection", async () => {
    server = await MailServer.start({ disabledCommands: ["STARTTLS"], allowInsecureAuth: true });
    await expect(mailer(`smtp://me:wrong@localhost:${server.port}?insecure`).send(MAIL)).rejects.toThrow(
      /wrong password/,
    );
    const port = await freePort();
    await expect(mailer(`smtp://127.0.0.1:${port}?insecure`).send(MAIL)).rejects.toThrow(/ECONNREFUSED/);
  });
});
