/** US dollars. Per hour where nothing else is said. */
export const price = {
  /** Instance-based billing: the whole life of an instance. */
  runVcpuSecond: 0.000_018,
  runGiBSecond: 0.000_002,
  endpoint: 0.01,
  databaseShared: 0.035,
  databaseVcpu: 0.041_3,
  databaseGB: 0.007,
  databasePerGBMonth: 0.17,
  /** Memorystore's first capacity tier, up to 4 GB; per GB. */
  cacheGB: { basic: 0.049, standard: 0.064 },
  /** Up to five forwarding rules of a project. */
  forwardingRules: 0.025,
  loadBalancedPerGB: 0.008,
  trafficOutPerGB: 0.12,
  firewallPolicyPerMonth: 5,
  firewallRulePerMonth: 1,
  firewallRequestsPerMillion: 0.75,
  bucketPerGBMonth: 0.02,
  coldBucketPerGBMonth: 0.015,
  imagesPerGBMonth: 0.1,
  secretPerMonth: 0.06,
  zonePerMonth: 0.2,
  metricSamplesPerMillion: 0.06,
  alertConditionPerMonth: 0.1,
  logsPerGB: 0.5,
};

/** Where a price was read, and of when that is. Prices without an entry are as we knew them. */
export const readAt: Partial<Record<keyof typeof price, string>> = {
  runVcpuSecond: "cloud.google.com/run/pricing",
  databaseVcpu: "usage.ai/blogs/gcp/cloud-sql/pricing, 2026-05",
  databaseGB: "usage.ai/blogs/gcp/cloud-sql/pricing, 2026-05",
  trafficOutPerGB: "cloudwebschool.com/tools/cloud-run-cost-calculator",
};
