/**
 * Whom the tasks believe. RDS signs its certificates with authorities of its own, one a region, which no runtime knows: a task fetches
 * the region's list before anything connects. ElastiCache's are signed by Amazon Trust Services, which every runtime knows.
 */
export const authorities = {
  /** The authority that signs the database's certificate. */
  database: "rds-ca-rsa2048-g1",
  /** Where a task's containers find the list. */
  file: "/trust/rds.pem",
  /** Where AWS publishes a region's list. */
  source: (region: string) => `https://truststore.pki.rds.amazonaws.com/${region}/${region}-bundle.pem`,
} as const;
