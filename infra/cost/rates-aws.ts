import type { CacheNode, DatabaseClass } from "../aws/sizing.ts";

/** US dollars. Per hour where nothing else is said; databases and caches per node. */
export const price = {
  fargateVcpu: 0.032_38,
  fargateGiB: 0.003_56,
  /** Fargate Spot, which ephemeral stacks run on, is about 70 % cheaper. */
  spot: 0.3,
  loadBalancer: 0.0225,
  loadBalancerUnit: 0.008,
  natGateway: 0.045,
  natPerGB: 0.045,
  publicAddress: 0.005,
  interfaceEndpoint: 0.01,
  database: { "db.t4g.micro": 0.016, "db.t4g.medium": 0.065, "db.m7g.large": 0.168 } satisfies Record<
    DatabaseClass,
    number
  >,
  databasePerGBMonth: 0.115,
  cache: { "cache.t4g.micro": 0.0128, "cache.t4g.medium": 0.052, "cache.m7g.large": 0.1264 } satisfies Record<
    CacheNode,
    number
  >,
  filesPerGBMonth: 0.3,
  backupOfFilesPerGBMonth: 0.05,
  restoreOfFilesPerGB: 0.02,
  bucketPerGBMonth: 0.023,
  secretPerMonth: 0.4,
  keyPerMonth: 1,
  firewallPerMonth: 5,
  firewallRulePerMonth: 1,
  firewallRequestsPerMillion: 0.6,
  metricSamplesPerMillion: 0.09,
  logsPerGB: 0.5,
  privateZonePerMonth: 0.5,
  trafficOutPerGB: 0.09,
};

/** Where a price was read, and of when that is. Prices without an entry are as we knew them. */
export const readAt: Partial<Record<keyof typeof price, string>> = {
  fargateVcpu: "vantage.sh/blog/fargate-pricing",
  fargateGiB: "vantage.sh/blog/fargate-pricing",
  spot: "wring.co/blog/aws-fargate-pricing-guide, 2026-03",
  loadBalancer: "awsnegotiations.com/elastic-load-balancer-cost.html, 2026-05",
  loadBalancerUnit: "awsnegotiations.com/elastic-load-balancer-cost.html, 2026-05",
  natGateway: "zacfukuda.com/blog/aws-nat-gateway-vs-vpc-endpoint, 2026-06",
  natPerGB: "zacfukuda.com/blog/aws-nat-gateway-vs-vpc-endpoint, 2026-06",
  publicAddress: "cloudburn.io/blog/aws-nat-gateway-pricing, 2026-02",
  interfaceEndpoint: "zacfukuda.com/blog/aws-nat-gateway-vs-vpc-endpoint, 2026-06",
  database: "infratally.com/articles/aws-rds-pricing-explained-2026.html, the t4g classes only",
  databasePerGBMonth: "usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator, 2026-06",
  trafficOutPerGB: "cloudpipelines.pages.dev/guides/aws-nat-gateway-pricing-2026",
};
