import type { ErrorCode } from "../http/errors.ts";

interface ErrorAnswer {
  status: number;
  codes: (ErrorCode | "internal")[];
  means: string;
  retryAfter?: true;
}

/** What each failing status means, by the name of its reusable response. */
export const ERROR_ANSWERS: Record<string, ErrorAnswer> = {
  SignedOut: { status: 401, codes: ["signed_out"], means: "`signed_out`: nobody is signed in, or the proof is wrong." },
  Forbidden: {
    status: 403,
    codes: ["forbidden", "csrf"],
    means: "`forbidden`: not theirs to do. `csrf`: another site sent the request.",
  },
  NotFound: { status: 404, codes: ["not_found"], means: "`not_found`: it isn't there, or not theirs to see." },
  Conflict: { status: 409, codes: ["conflict"], means: "`conflict`: it contradicts what is there." },
  TooLarge: { status: 413, codes: ["too_large"], means: "`too_large`: the body is larger than this server takes." },
  Invalid: { status: 422, codes: ["invalid"], means: "`invalid`: what was sent isn't what belongs here." },
  RateLimited: {
    status: 429,
    codes: ["rate_limited", "blocked"],
    means: "`rate_limited`: too often. `blocked`: from the network address of somebody who is banned.",
    retryAfter: true,
  },
  Unavailable: { status: 503, codes: ["unavailable"], means: "`unavailable`: try again later.", retryAfter: true },
};

const CODES = Object.values(ERROR_ANSWERS).flatMap(({ codes }) => codes);

export const ErrorSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message"],
      properties: {
        code: { type: "string", enum: [...CODES, "internal"] },
        message: { type: "string", description: "For people." },
      },
    },
  },
  examples: [{ error: { code: "not_found", message: "There is no such room among yours." } }],
};

/** The document's reusable responses. */
export const errorResponses = Object.fromEntries(
  Object.entries(ERROR_ANSWERS).map(([name, { means, retryAfter }]) => [
    name,
    {
      description: means,
      ...(retryAfter && { headers: { "retry-after": { description: "In seconds.", schema: { type: "integer" } } } }),
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
    },
  ]),
);

/** References to the reusable responses of these errors, by status. */
export function errorsOf(codes: Iterable<ErrorCode>): Record<string, { $ref: string }> {
  const wanted = new Set<string>(codes);
  return Object.fromEntries(
    Object.entries(ERROR_ANSWERS)
      .filter(([, answer]) => answer.codes.some((code) => wanted.has(code)))
      .map(([name, { status }]) => [String(status), { $ref: `#/components/responses/${name}` }]),
  );
}
