import type { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

/**
 * The day that a text names, as 2026-12-31; undefined when it names none. YAML takes a day without quotes for a moment, which the official CLI hands
 * on as `2026-12-31 00:00:00 +0000 UTC`.
 */
export function dayOf(text: string): string | undefined {
  const [, day = ""] = /^(\d{4}-\d{2}-\d{2})( 00:00:00 \+0000 UTC)?$/.exec(text) ?? [];
  const moment = new Date(`${day}T00:00:00Z`);
  // 30 February is a moment of March to some.
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day) ? day : undefined;
}

/** A stack's last day is for stacks that are meant to go: never for one that production depends on. */
export function expiryProblems({ expiresAt, lifecycle }: Pick<Settings, "expiresAt" | "lifecycle">): Problem[] {
  if (expiresAt === "" || lifecycle !== "production") return [];
  return [
    {
      code: "EXPIRY_IN_PRODUCTION",
      setting: "expiresAt",
      what: "A production stack is not removed by itself.",
      remedy: "Remove expiresAt from the stack file, or choose lifecycle staging or ephemeral.",
    },
  ];
}
