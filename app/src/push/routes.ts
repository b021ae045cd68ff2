import { ECDH } from "node:crypto";
import { Type } from "typebox";
import { findAccount } from "../accounts/accounts.ts";
import type { ServeConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { consume, type RateLimits } from "../http/rate-limits.ts";
import { Id } from "../protocol/entities.ts";
import { NewSubscription, PushState, Subscription } from "../protocol/push.ts";
import type { PushKeys } from "./keys.ts";
import { testNotification } from "./notification.ts";
import { isPushAddress, type PushSender } from "./sender.ts";
import {
  countUnread,
  endSubscription,
  findTarget,
  keepSubscription,
  listSubscriptions,
  type SubscriptionRow,
} from "./subscriptions.ts";

const Params = Type.Object({ id: Id });

interface Services {
  config: ServeConfig;
  database: Database;
  limits: RateLimits;
  pushKeys: PushKeys;
  pushSender: PushSender;
}

/** The browsers in which somebody wants to be notified. */
export function pushRoutes(app: App, { config, database, limits, pushKeys, pushSender }: Services): void {
  const { enabled, allowPrivate } = config.push;

  app.get("/api/push", { schema: { response: { 200: PushState } } }, async (request) => {
    const { userId, sessionId } = request.viewer;
    if (!enabled) return { publicKey: null, subscriptions: [] };
    const [{ publicKey }, rows] = await Promise.all([pushKeys.get(), listSubscriptions(database, userId)]);
    return { publicKey, subscriptions: rows.map((row) => toSubscription(row, sessionId)) };
  });

  app.post(
    "/api/push/subscriptions",
    { schema: { body: NewSubscription, response: { 201: Type.Pick(Subscription, ["id"]) } } },
    async (request, reply) => {
      if (!enabled) throw new AppError("not_found", "Push notifications are turned off here.");
      const { endpoint, keys, serverKey } = request.body;
      if (!isPushAddress(endpoint, allowPrivate) || !isPoint(keys.p256dh))
        throw new AppError("invalid", "This is no subscription of a push service.");
      if (!(await pushKeys.matches(serverKey)))
        throw new AppError("conflict", "The chat has another public key. Make the subscription anew.");
      const userAgent = request.headers["user-agent"] ?? null;
      const id = await keepSubscription(database, request.viewer, request.body, userAgent);
      return reply.code(201).send({ id });
    },
  );

  app.delete("/api/push/subscriptions/:id", { schema: { params: Params } }, async (request, reply) => {
    await endSubscription(database, request.params.id, request.viewer.userId);
    return reply.code(204).send();
  });

  app.post("/api/push/subscriptions/:id/test", { schema: { params: Params } }, async (request, reply) => {
    const { userId } = request.viewer;
    const target = await findTarget(database, request.params.id, userId);
    // As few as sign-ins: the address is one that a user gave.
    await consume(limits.signIn, `push:${userId}`);
    const [account, unread] = await Promise.all([findAccount(database), countUnread(database, userId)]);
    const sent = await pushSender.send(target, testNotification(account?.name ?? "Campfire", unread), true);
    if (sent.kind === "sent") return reply.code(204).send();
    if (sent.kind === "later")
      throw new AppError("unavailable", "The push service can't be reached. Try again later.", 5);
    if (sent.kind === "gone") await endSubscription(database, target.id, userId);
    throw new AppError("conflict", "The push service takes nothing for this browser. Turn notifications off and on.");
  });
}

/** Whether it is a point of the curve, to which something can be encrypted. */
function isPoint(key: string): boolean {
  try {
    return ECDH.convertKey(key, "prime256v1", "base64url", "hex", "uncompressed").length === 130;
  } catch {
    return false;
  }
}

const toSubscription = (row: SubscriptionRow, sessionId: number): Subscription => ({
  id: row.id,
  userAgent: row.userAgent,
  createdAt: row.createdAt.toISOString(),
  lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
  ...(row.sessionId === sessionId && { current: true as const }),
});
