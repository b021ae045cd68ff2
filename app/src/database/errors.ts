const CONNECTION_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
  "ETIMEDOUT",
  "EHOSTUNREACH",
]);

/** Of the server, or classes of them (PostgreSQL, appendix A): it can't do its work at the moment, whatever it is asked. */
const SERVER_CODES = /^(08|53|58|57P0|57014$|25006$)/;

/** What a person who has to mend the database looks for first. The connection's own errors need no further word. */
const REASONS: Record<string, string> = {
  "25006": "it can only be read at the moment",
  "53100": "its disk is full",
  "53200": "it has no memory left",
  "53300": "it takes no more connections",
  "57014": "it takes too long",
};

// The driver gives these no code.
const CONNECTION_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|not queryable/i;

/** Whether the database can't be reached, or can't do its work, so that trying again later may help and nothing else does. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  const code = (error as { code?: string }).code ?? "";
  return CONNECTION_CODES.has(code) || SERVER_CODES.test(code) || CONNECTION_MESSAGES.test(error.message);
}

/** Why the database is unavailable, in a few words that follow its name: "its disk is full". */
export function whyUnavailable(error: unknown): string {
  // The second is said of a pool whose connections are all busy too.
  if (/Query read timeout|timeout exceeded when trying to connect/.test((error as Error).message))
    return REASONS["57014"]!;
  return REASONS[(error as { code?: string }).code ?? ""] ?? "it can't be reached";
}

/** Whether another transaction was in the way, so that trying again at once helps. */
export function isContention(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === "40001" || code === "40P01";
}

/** Whether a lock could not be had within `lock_timeout`, or only at the price of somebody else's. */
export function isLocked(error: unknown): boolean {
  return (error as { code?: string }).code === "55P03" || isContention(error);
}

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: violated } = error as { code?: string; constraint?: string };
  return code === "23505" && violated === constraint;
}

/** Whether a value is at fault, such as one that PostgreSQL can't store. */
export function isBadData(error: unknown): boolean {
  return /^(22|23)/.test((error as { code?: string }).code ?? "");
}
