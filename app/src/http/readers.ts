import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "./errors.ts";
import { transferSeconds } from "./transfer-seconds.ts";

/**
 * For routes that send what may be large: Fastify's own limit ends also answers that are on their way, and is one for all
 * sizes. `paceReader` ends what takes too long here.
 */
export const SLOW_READERS = { handlerTimeout: 86_400_000 };

// The system tells of progress when a third of its buffer is free again: at 64 KiB a second some 15 s apart (measured).
const LEAST_STALL_SECONDS = 30;

/** Seconds for which nothing of an answer on its way may be taken. */
export const readerStall = ({ requestTimeout }: { requestTimeout: number }) =>
  Math.max(requestTimeout, LEAST_STALL_SECONDS);

/**
 * Cuts an answer off when nothing of it could be sent for `stallSeconds`, and when its bytes, where they are known, took
 * longer than 64 KiB a second do.
 */
export function paceReader(response: ServerResponse, stallSeconds: number, bytes?: number): void {
  if (response.closed) return;
  // Node destroys the connection then. With the answer's end it gives it the time of idle ones again.
  response.setTimeout(stallSeconds * 1000);
  if (bytes === undefined) return;
  // Node takes no more milliseconds than these.
  const most = Math.min(transferSeconds(bytes, stallSeconds) * 1000, 2 ** 31 - 1);
  const timer = setTimeout(() => response.destroy(), most);
  response.once("close", () => clearTimeout(timer));
}

/** Refuses who already reads so many answers with `rate_limited`, in each replica: the others need places too. */
export function limitReaders(most: number) {
  const reading = new Map<number, number>();
  return async ({ viewer: { userId } }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const before = reading.get(userId) ?? 0;
    if (before >= most) throw new AppError("rate_limited", `You load ${most} files at the same time already.`, 1);
    // Who is gone while the session was looked up won't close it again.
    if (reply.raw.closed) return;
    reading.set(userId, before + 1);
    reply.raw.once("close", () => {
      const left = reading.get(userId)! - 1;
      if (left > 0) reading.set(userId, left);
      else reading.delete(userId);
    });
  };
}
