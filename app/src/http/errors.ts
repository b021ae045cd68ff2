import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isUnavailable, whyUnavailable } from "../database/errors.ts";

const STATUS = {
  signed_out: 401,
  forbidden: 403,
  csrf: 403,
  wrong_entrance: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  invalid: 422,
  rate_limited: 429,
  blocked: 429,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** An answer to the client that is no success; the code is part of the protocol. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;

  /** `retryAfter` is in seconds. */
  constructor(code: ErrorCode, message: string, retryAfter?: number) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.retryAfter = retryAfter;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

/** The error that a client is told: nothing of our insides, and what can be tried again says so. */
export function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (isUnavailable(error))
    return new AppError("unavailable", `The database is not available: ${whyUnavailable(error)}. Try again.`, 1);
  const { validation, statusCode, code } = error as Partial<FastifyError>;
  if (validation) return new AppError("invalid", (error as Error).message);
  if (code === "FST_ERR_HANDLER_TIMEOUT") return new AppError("unavailable", "This took too long. Try again.", 1);
  if (statusCode === 413) return new AppError("too_large", "The request is larger than this server takes.");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AppError("invalid", (error as Error).message);
  }
  return null;
}

export function installErrorHandling(app: FastifyInstance): void {
  app.setErrorHandler((error, request: FastifyRequest, reply: FastifyReply) => {
    const known = toAppError(error);
    if (!known) {
      request.log.error({ err: error }, "a request failed unexpectedly");
      const body = { error: { code: "internal", message: `Something went wrong (request ${request.id}).` } };
      return reply.code(500).send(body);
    }
    if (known.code === "unavailable") request.log.warn({ err: error }, "a request could not be served");
    if (known.retryAfter !== undefined) reply.header("retry-after", Math.ceil(known.retryAfter));
    return reply.code(known.status).send({ error: { code: known.code, message: known.message } });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: "not_found", message: "There is nothing at this address." } }),
  );
}
