import type { Subscription } from "../../src/protocol.ts";
import { type Call, type Handler, Refusal } from "./fake-call.ts";

/** A point of the curve, as a browser wants it: 65 bytes. */
export const SERVER_KEY = "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U";

export interface FakePush {
  /** Null while it is turned off. */
  publicKey: string | null;
  subscriptions: (Subscription & { endpoint: string })[];
  /** By the subscriptions' numbers. */
  tests: number[];
}

export const newFakePush = (): FakePush => ({ publicKey: SERVER_KEY, subscriptions: [], tests: [] });

function own(call: Call) {
  call.user();
  const { push } = call.server;
  const found = push.subscriptions.find(({ id }) => id === Number(call.params[0]));
  if (!found) throw new Refusal(404, "not_found", "There is no such subscription of yours.");
  return { push, found };
}

/** The browsers in which somebody wants to be notified; all are one person's. */
export const pushCalls: Handler[] = [
  [
    /^GET \/api\/push$/,
    ({ server: { push }, user }) => {
      user();
      const subscriptions = push.subscriptions.map(({ endpoint: _, ...subscription }) => subscription);
      return [200, { publicKey: push.publicKey, subscriptions }];
    },
  ],
  [
    /^POST \/api\/push\/subscriptions$/,
    ({ server: { push }, user, body }) => {
      user();
      if (body.serverKey !== push.publicKey) throw new Refusal(409, "conflict", "The chat has another public key.");
      push.subscriptions = push.subscriptions.filter(({ endpoint }) => endpoint !== body.endpoint);
      const id = 100 + push.subscriptions.length;
      const times = { createdAt: "2026-01-02T03:04:05.000Z", lastSuccessAt: null };
      push.subscriptions.push({ id, userAgent: "Chrome/140 Linux", ...times, current: true, endpoint: body.endpoint });
      return [201, { id }];
    },
  ],
  [
    /^DELETE \/api\/push\/subscriptions\/(\d+)$/,
    (call) => {
      const { push, found } = own(call);
      push.subscriptions = push.subscriptions.filter((other) => other !== found);
      return [204];
    },
  ],
  [
    /^POST \/api\/push\/subscriptions\/(\d+)\/test$/,
    (call) => {
      const { push, found } = own(call);
      push.tests.push(found.id);
      return [204];
    },
  ],
];
