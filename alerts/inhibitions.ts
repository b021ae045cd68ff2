/**
 * What need not be told while something worse is: alert → the alerts that follow from it. Every platform that can hold alerts back takes
 * them from here.
 */
export const inhibitions: Record<string, readonly string[]> = {
  ChatDown: [
    "ChatUnready",
    "ReplicaDown",
    "ReplicaUnready",
    "ReplicaMissing",
    "ReplicaRestarts",
    "ErrorRateHigh",
    "ErrorBudgetBurnsFast",
    "ErrorBudgetBurns",
    "IngressErrors",
  ],
  // Almost always it is the database that is away, and then everything that needs it complains.
  ChatUnready: [
    "ReplicaUnready",
    "ErrorRateHigh",
    "ErrorBudgetBurnsFast",
    "ErrorBudgetBurns",
    "IngressErrors",
    "ResponsesSlow",
    "MessagesSlow",
    "MessagesQueue",
    "BusDown",
    "PushStuck",
    "DatabaseErrors",
    "DatabaseSlow",
    "DatabasePoolExhausted",
    "BackupFails",
  ],
  IngressDown: ["IngressErrors"],
  IngressErrors: ["ErrorRateHigh"],
  MigrationStuck: ["ReplicaUnready"],
  ReplicaDown: ["ReplicaMissing"],
  ErrorBudgetBurnsFast: ["ErrorBudgetBurns", "ErrorBudgetBurnsSlowly", "ErrorRateHigh"],
  ErrorBudgetBurns: ["ErrorBudgetBurnsSlowly", "ErrorRateHigh"],
  MessagesQueue: ["MessagesSlow"],
  BusDown: ["CacheDown"],
  CacheMemoryHigh: ["CacheEvicts"],
  CertificateExpiresSoon: ["CertificateExpires"],
  HostDiskFull: ["FilesFull", "FilesFillUp", "BackupsFull", "DatabaseGrows"],
  FilesFull: ["FilesFillUp"],
};
