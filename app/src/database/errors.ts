const CONNECTION_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "57014", // cancelled after statement_timeout
  "53300", // too many connections
  "57P01", // the administrator shuts it down
  "57P02", // it crashed
  "57P03", // it starts or recovers
  "57P05", // idle session ended
  "25006", // read only: a fail-over is under way
]);

// The driver gives these no code.
const CONNECTION_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|not queryable/i;

/** Whether the database can't be reached at all, so that trying again later may help. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  const code = (error as { code?: string }).code ?? "";
  return CONNECTION_CODES.has(code) || code.startsWith("08") || CONNECTION_MESSAGES.test(error.message);
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
