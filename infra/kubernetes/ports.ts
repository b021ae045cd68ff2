/** The ports that pods listen on. */
export const ports = {
  /** The app: chat, health and metrics. The backups process listens on the same, for the latter two. */
  chat: 3000,
  database: 5432,
  /** CloudNativePG's instance manager. */
  databaseStatus: 8000,
  databaseMetrics: 9187,
  cache: 6379,
  cacheMetrics: 9121,
  /** cert-manager's pods that answer an ACME challenge. */
  acmeSolver: 8089,
} as const;
