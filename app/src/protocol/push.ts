import { type Static, Type } from "typebox";
import { Id } from "./entities.ts";

const Time = Type.String({ format: "date-time" });
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Key = (bytes: number) => Type.String({ pattern: `^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}={0,2}$` });

/** A browser's own subscription (`PushSubscription.toJSON()`), and the public key that it was made with. */
export const NewSubscription = Type.Object({
  endpoint: Type.String({ maxLength: 2000, pattern: "^https://[^\\s\\u0000@]+$", format: "uri" }),
  keys: Type.Object({ p256dh: Key(65), auth: Key(16) }),
  serverKey: Key(65),
});

export const Subscription = Type.Object({
  id: Id,
  userAgent: orNull(Type.String()),
  createdAt: Time,
  lastSuccessAt: orNull(Time),
  current: Type.Optional(Type.Literal(true)),
});

/** `publicKey` is null where push notifications are turned off. */
export const PushState = Type.Object({
  publicKey: orNull(Type.String()),
  subscriptions: Type.Array(Subscription),
});

/** What a notification holds, once it is decrypted. `badge` is how many conversations hold something new. */
export interface PushNotification {
  title: string;
  body: string;
  /** A path of the chat; null where the chat's own icon will do. */
  icon: string | null;
  path: string;
  badge: number;
  /** Null for a test. */
  roomId: number | null;
}

export type NewSubscription = Static<typeof NewSubscription>;
export type Subscription = Static<typeof Subscription>;
export type PushState = Static<typeof PushState>;
