import { Agent } from "node:https";
import type { PushNotification } from "../protocol/push.ts";
import { isPublic, PrivateAddress, post } from "../webhooks/outgoing.ts";
import type { PushConfig } from "./config.ts";
import type { PushKeys } from "./keys.ts";
import { NEWS_SECONDS } from "./queue.ts";
import type { Target } from "./subscriptions.ts";

const TIMEOUT_MS = 10_000;
// Signatures are good for 12 hours; push services like them to be used again.
const SIGNATURE_MS = 6 * 3_600_000;
const MOST_SIGNATURES = 100;

/** How a push service answered; `later` may name when, in seconds. `why` holds nothing of the notification. */
export type Sent =
  | { kind: "sent" }
  | { kind: "gone" | "refused"; why: string }
  | { kind: "later"; why: string; seconds?: number };

/**
 * Encrypts notifications (RFC 8291), signs for them (RFC 8292) and hands them to push services, whose addresses users
 * give: only `https:`, no redirects, and none that isn't public.
 */
export class PushSender {
  private readonly config: PushConfig;
  private readonly keys: PushKeys;
  private readonly signatures = new Map<string, { header: string; until: number }>();
  // All that it connects to is checked as it connects, and what it keeps open leads to the same address.
  private readonly agent = new Agent({ keepAlive: true, timeout: 60_000, maxFreeSockets: 10 });

  constructor(config: PushConfig, keys: PushKeys) {
    this.config = config;
    this.keys = keys;
  }

  async send(target: Target, notification: PushNotification, urgent: boolean): Promise<Sent> {
    const { host, origin } = new URL(target.endpoint);
    // Replicas of the version before may know another pair; the next try may find one that knows this one.
    if (!(await this.keys.matches(target.serverKey))) return { kind: "later", why: "made for another key" };
    const { default: webPush } = await import("web-push");
    let body: Buffer;
    try {
      body = webPush.encrypt(target.p256dh, target.auth, JSON.stringify(notification), "aes128gcm").cipherText;
    } catch {
      return { kind: "gone", why: "its keys are none" };
    }
    const headers = {
      authorization: await this.sign(origin),
      "content-encoding": "aes128gcm",
      "content-type": "application/octet-stream",
      ttl: String(NEWS_SECONDS),
      urgency: urgent ? "high" : "normal",
      // Of a device that is switched off only the newest of each room waits there.
      ...(notification.roomId !== null && { topic: `room-${notification.roomId}` }),
    };
    const { allowPrivate } = this.config;
    const options = { headers, body, timeoutMs: TIMEOUT_MS, largestAnswer: 1_000, allowPrivate, agent: this.agent };
    try {
      const { status, retryAfter } = await post(new URL(target.endpoint), options);
      return outcomeOf(status, retryAfter, host);
    } catch (error) {
      if (error instanceof PrivateAddress) return { kind: "gone", why: `${host} is no public address` };
      return { kind: "later", why: `${host}: ${(error as Error).message}` };
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async sign(origin: string): Promise<string> {
    const { publicKey, privateKey } = await this.keys.get();
    const name = `${publicKey} ${origin}`;
    const known = this.signatures.get(name);
    if (known && known.until > Date.now()) return known.header;
    const { default: webPush } = await import("web-push");
    const { subject } = this.config;
    const { Authorization } = webPush.getVapidHeaders(origin, subject, publicKey, privateKey, "aes128gcm");
    // Users name the origins: they may not fill the memory.
    if (this.signatures.size >= MOST_SIGNATURES) this.signatures.clear();
    this.signatures.set(name, { header: Authorization, until: Date.now() + SIGNATURE_MS });
    return Authorization;
  }
}

/** Whether a subscription's address may be one of a push service; names are looked up only when something is sent. */
export function isPushAddress(endpoint: string, allowPrivate: boolean): boolean {
  const url = URL.parse(endpoint);
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isAddress = host.includes(":") || /^[\d.]+$/.test(host);
  return allowPrivate || (isAddress ? isPublic(host) : host !== "localhost" && !host.endsWith(".localhost"));
}

function outcomeOf(status: number, retryAfter: string | undefined, host: string): Sent {
  const why = `${host} answered ${status}`;
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status === 404 || status === 410) return { kind: "gone", why };
  if (status !== 429 && status < 500) return { kind: "refused", why };
  const seconds = /^\d{1,5}$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
  return { kind: "later", why, ...(seconds !== undefined && { seconds }) };
}
