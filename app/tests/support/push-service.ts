import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { issueAuthority, issueServer } from "../../../infra/local/provider/x509.ts";
import type { NewSubscription, PushNotification } from "../../src/protocol/push.ts";
import type { Person } from "./person.ts";
import { until } from "./processes.ts";
import { received } from "./received.ts";

export interface Push {
  headers: IncomingHttpHeaders;
  notification: PushNotification;
  /** What the sender's signature says. */
  claims: { aud: string; exp: number; sub: string };
}

/** A push service of one's own, over TLS, that decrypts what it is given as the browsers would. */
export class PushService {
  /** Answers each; 201 unless told otherwise. */
  answer: (response: ServerResponse, browser: Browser, push: Push) => void = (response) =>
    response.writeHead(201).end();
  /** The file that holds the authority of its certificate. */
  readonly authorityFile: string;
  private readonly folder: string;
  private readonly server: Server;
  private readonly browsers = new Map<string, Browser>();

  private constructor(folder: string, server: Server) {
    this.folder = folder;
    this.authorityFile = join(folder, "authority.pem");
    this.server = server;
    server.on("request", async (request, response) => {
      const body = await received(request);
      if (!body) return;
      const browser = this.browsers.get(request.url!);
      if (!browser) return response.writeHead(404).end();
      const notification = browser.decrypt(body);
      const claims = browser.checkSignature(request.headers.authorization!);
      const push = { headers: request.headers, notification, claims };
      browser.heard.push(push);
      this.answer(response, browser, push);
    });
  }

  /** Starts one whose certificate this process trusts. */
  static async start(): Promise<PushService> {
    const authority = await issueAuthority("Push tests", 1);
    const { certificatePem, privateKeyPem } = await issueServer(authority, ["localhost", "127.0.0.1"], 1);
    setDefaultCACertificates([...getCACertificates("default"), authority.certificatePem]);
    const folder = await mkdtemp(join(tmpdir(), "campfire-push-"));
    await writeFile(join(folder, "authority.pem"), authority.certificatePem);
    const service = new PushService(folder, createServer({ cert: certificatePem, key: privateKeyPem }));
    service.server.listen(0, "127.0.0.1");
    await once(service.server, "listening");
    return service;
  }

  /** A browser that this person's session subscribes with. */
  async subscribe(person: Person): Promise<Browser> {
    const { publicKey } = await person.ok<{ publicKey: string }>("GET", "/api/push");
    const browser = this.browser(publicKey);
    const { id } = await person.ok<{ id: number }>("POST", "/api/push/subscriptions", browser.subscription);
    browser.id = id;
    return browser;
  }

  /** A browser that nobody has subscribed with yet. */
  browser(serverKey: string): Browser {
    const path = `/${randomBytes(16).toString("base64url")}`;
    const { port } = this.server.address() as AddressInfo;
    const browser = new Browser(`https://127.0.0.1:${port}${path}`, serverKey);
    this.browsers.set(path, browser);
    return browser;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
    await rm(this.folder, { recursive: true });
  }
}

/** The part of a browser that receives notifications (RFC 8291, RFC 8292), by hand and not by the library that sends. */
export class Browser {
  id = 0;
  readonly heard: Push[] = [];
  readonly subscription: NewSubscription;
  private readonly keys = createECDH("prime256v1");
  private readonly auth = randomBytes(16);

  constructor(endpoint: string, serverKey: string) {
    this.keys.generateKeys();
    const keys = { p256dh: this.keys.getPublicKey("base64url"), auth: this.auth.toString("base64url") };
    this.subscription = { endpoint, keys, serverKey };
  }

  get paths(): string[] {
    return this.heard.map(({ notification }) => notification.path);
  }

  /** The notification about this message, waited for. */
  async about(messageId: number): Promise<Push> {
    const find = () => this.heard.find(({ notification }) => notification.path.endsWith(`/@${messageId}`));
    await until(`a notification came about message ${messageId}`, () => find() !== undefined);
    return find()!;
  }

  decrypt(body: Buffer): PushNotification {
    const salt = body.subarray(0, 16);
    const sender = body.subarray(21, 21 + body[20]!);
    const sealed = body.subarray(21 + body[20]!);
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), this.keys.getPublicKey(), sender]);
    const secret = Buffer.from(hkdfSync("sha256", this.keys.computeSecret(sender), this.auth, info, 32));
    const part = (name: string, bytes: number) =>
      Buffer.from(hkdfSync("sha256", secret, salt, `Content-Encoding: ${name}\0`, bytes));
    const decipher = createDecipheriv("aes-128-gcm", part("aes128gcm", 16), part("nonce", 12));
    decipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString("utf8"));
  }

  /** Throws unless the header is signed by the key that the subscription was made for. */
  checkSignature(header: string): Push["claims"] {
    const [, head, claims, signature, key] = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(header)!;
    if (key !== this.subscription.serverKey) throw new Error("signed by another key");
    const point = Buffer.from(key, "base64url");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
    const jwk = { kty: "EC", crv: "P-256", x: x!, y: y! };
    const publicKey = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" as const };
    if (!verify("sha256", Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature!, "base64url")))
      throw new Error("a wrong signature");
    return JSON.parse(Buffer.from(claims!, "base64url").toString("utf8"));
  }
}
