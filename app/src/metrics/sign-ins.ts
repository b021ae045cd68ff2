import type { FastifyReply, FastifyRequest } from "fastify";
import type { SignInWay } from "../audit/events.ts";
import type { App } from "../http/app.ts";
import type { RefusalCode } from "../single-sign-on/refused.ts";
import type { Instruments } from "./instruments.ts";

type Method = Exclude<SignInWay, "first_run" | "invitation">;
type Outcome = "success" | "wrong" | "limited" | "blocked" | "failed";

const OUTCOMES: Outcome[] = ["success", "wrong", "limited", "blocked", "failed"];

/** The routes that begin a session for somebody who has an account, by what proves who they are. */
const METHODS: Record<string, Method> = {
  "POST /api/session": "password",
  "POST /api/transfers/:token": "link",
  "POST /api/password-resets/:token": "reset",
  "GET /session/oidc": "provider",
  "GET /session/oidc/callback": "provider",
};

/** What of the provider's refusals is no fault of whoever wanted to sign in, and what is no wrong proof either. */
const REFUSED: Partial<Record<RefusalCode, Outcome>> = {
  unavailable: "failed",
  failed: "failed",
  too_often: "limited",
  blocked: "blocked",
};

export type SignInObserver = (request: FastifyRequest, reply: FastifyReply) => void;

/** Counts how sign-ins ended, by their answers: so no way in can be forgotten where it is served. */
export function watchSignIns(instruments: Instruments): SignInObserver {
  const counter = instruments.counter("sign_ins_total", "Tries to sign in, by how and how they ended", [
    "method",
    "outcome",
  ]);
  // A rate begins with the first event only when there was a zero before it.
  for (const method of new Set(Object.values(METHODS)))
    for (const outcome of OUTCOMES) counter.inc({ method, outcome }, 0);
  return (request, reply) => {
    const method = METHODS[`${request.method} ${request.routeOptions.url}`];
    const outcome = method && outcomeOf(method, request, reply);
    if (outcome) counter.inc({ method, outcome });
  };
}

export function countSignIns(app: App, observe: SignInObserver): void {
  app.addHook("onResponse", async (request, reply) => observe(request, reply));
}

/** Null for what is no try: somebody who is only led to the provider, or a request without what signs in. */
function outcomeOf(method: Method, { addressBlocked, routeOptions }: FastifyRequest, reply: FastifyReply) {
  const { statusCode: status } = reply;
  if (addressBlocked) return "blocked";
  if (status === 429) return "limited";
  if (status >= 500) return "failed";
  if (method !== "provider") return status === 201 ? "success" : status === 401 || status === 404 ? "wrong" : null;
  const problem = new URL(String(reply.getHeader("location") ?? ""), "http://chat").searchParams.get("problem");
  if (problem !== null) return REFUSED[problem as RefusalCode] ?? "wrong";
  return routeOptions.url === "/session/oidc/callback" ? "success" : null;
}
