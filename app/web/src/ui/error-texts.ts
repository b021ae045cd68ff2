import { ApiError } from "../api.ts";

const TEXTS: Record<string, string> = {
  network: "Campfire can’t be reached right now. Check your connection and try again.",
  unavailable: "Campfire is having trouble right now. Please try again in a moment.",
  rate_limited: "That was tried too often. Please wait a few minutes and try again.",
  blocked: "Nothing can be sent from this network address. Ask an administrator.",
  signed_out: "You are signed out. Please sign in again.",
  forbidden: "You don’t have permission to do this.",
  csrf: "This page has to be opened from Campfire itself. Reload it and try again.",
  not_found: "That doesn’t exist any more.",
};

/** What to tell a person about a failed request. `own` says it better where a form knows more than the code does. */
export function errorText(error: unknown, own: Record<string, string> = {}): string {
  if (!(error instanceof ApiError)) return "Something went wrong in this page. Reload it and try again.";
  // `invalid` and `conflict` name the field and the rule, which only the server knows.
  return own[error.code] ?? TEXTS[error.code] ?? error.message;
}
