import { dayOf } from "../../infra/expiry.ts";

/** What the reaper knows of a stack. */
export interface StackFacts {
  name: string;
  /** The configuration of its last `up`, as text; undefined when it never had one. Secrets are masked. */
  config: Readonly<Record<string, string>> | undefined;
  /** URNs of what may not be deleted. */
  protectedUrns: readonly string[];
}

export type Verdict = { expired: boolean; because: string; code?: "reap-production" | "reap-protected" | "reap-date" };

/**
 * Whether a stack may go: only one whose last `up` was told a day by `campfire:expiresAt`, once that day is over (UTC). What has a day and may not go
 * all the same gets a code. `today` is a day as 2026-11-22.
 */
export function judge({ config, protectedUrns }: StackFacts, today: string): Verdict {
  const text = config?.["campfire:expiresAt"] ?? "";
  const day = dayOf(text);
  if (text === "") return { expired: false, because: "it has no campfire:expiresAt" };
  if (config?.["campfire:lifecycle"] === "production")
    return { expired: false, code: "reap-production", because: "it is a production stack" };
  if (day === undefined) return { expired: false, code: "reap-date", because: `${text} is no day` };
  if (today <= day) return { expired: false, because: `it stays until the end of ${day}` };
  if (protectedUrns.length > 0)
    return { expired: false, code: "reap-protected", because: `protected: ${protectedUrns.slice(0, 3).join(", ")}` };
  return { expired: true, because: `its last day was ${day}` };
}
