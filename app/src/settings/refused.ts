/** A variable that other Campfires know and this one can't honour: why, and what does what it was set for. */
export interface RefusedVariable {
  name: `CAMPFIRE_${string}`;
  because: string;
  remedy: string;
  /** The one value that asks for what happens anyway. */
  unless?: string;
}

const UNSET = "Remove the variable";

/** Refused at start rather than passed over: whoever set one of these expects something of it. */
export const REFUSED: readonly RefusedVariable[] = [
  {
    name: "CAMPFIRE_DB_WAL_MODE",
    because: "is a setting of SQLite, and the chat is kept in PostgreSQL, which always writes ahead to a log.",
    remedy: `${UNSET}; \`campfire import campfire FILE\` brings what an existing SQLite database holds.`,
  },
  {
    name: "CAMPFIRE_DB_CACHE_SIZE",
    because: "is a setting of SQLite. PostgreSQL has its own cache, of all replicas together.",
    remedy: `${UNSET} and set shared_buffers in PostgreSQL, or choose a larger database.`,
  },
  {
    name: "CAMPFIRE_CACHE_SIZE",
    because: "would size a cache in the process, and there is none: a replica keeps nothing that could be out of date.",
    remedy: `${UNSET}; CAMPFIRE_REDIS_URL is what takes load off the database, and maxmemory its size.`,
  },
  {
    name: "CAMPFIRE_WORKER_THREADS",
    because: "would split one process over the processors, and a replica is one event loop.",
    remedy: `${UNSET} and run as many replicas as there are processors (in a stack file: replicas).`,
  },
  {
    name: "CAMPFIRE_COMPRESSION_LEVEL",
    because:
      "would compress at each request; the client's files are compressed once, as small as they get, when built.",
    remedy: `${UNSET}; compression of other answers is the ingress's to set.`,
  },
  {
    name: "CAMPFIRE_LOG_FILE",
    because:
      "would log into a file that nobody rotates; logs go to standard output, where every platform collects them.",
    remedy: `${UNSET}; without a platform write \`campfire serve >> campfire.log\`, or let systemd keep its journal.`,
  },
  {
    name: "CAMPFIRE_METRICS_DETAILED",
    because: "would leave out metrics that the dashboards and alerts need: they are always detailed.",
    remedy: "Set true or remove the variable; CAMPFIRE_METRICS_ENABLED=false serves none at all.",
    unless: "true",
  },
];
