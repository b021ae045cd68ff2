import {
  awsSize,
  type CacheNode,
  type DatabaseClass,
  fargateTask,
  helperTasks,
  onSpot,
  type TaskSize,
} from "../aws/sizing.ts";
import type { Spec } from "../contract.ts";
import { type CostLine, hoursPerMonth, type PriceTable } from "./estimate.ts";

/** US dollars. Per hour where nothing else is said; databases and caches per node. */
const price = {
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
  bucketPerGBMonth: 0.023,
  secretPerMonth: 0.4,
  keyPerMonth: 1,
  firewallPerMonth: 5,
  firewallRulePerMonth: 1,
  metricSamplesPerMillion: 0.09,
  logsPerGB: 0.5,
  privateZonePerMonth: 0.5,
  trafficOutPerGB: 0.09,
};

/** What a person sends, keeps and causes in a month, in GB. */
const perUser = { trafficGB: 0.3, filesGB: 0.1, logsGB: 0.02, backupGB: 0.1 };
/** Series on a replica's metrics page. */
const seriesPerReplica = 600;
const firewallRules = 5;
const secretsOfAStack = 7;

export const aws: PriceTable = {
  dated: "2026-06",
  region: "us-east-1",
  source: "aws.amazon.com/pricing",
  assumes: `Assumed for each person and month: ${perUser.trafficGB} GB of traffic, ${perUser.filesGB} GB of attachments, ${perUser.logsGB} GB of logs.`,
  buys: {
    small:
      "cheap because the database and the cache are single and of the smallest class, one NAT gateway serves both zones, and the two replicas share one arm64 core. Losing a zone costs minutes: tasks start in the other one, and RDS restores to any second of the last days.",
    medium:
      "a standby of the database and of the cache in another zone, with failover in about a minute; a NAT gateway a zone; three replicas of a whole core each; metrics of each task.",
    large:
      "three zones, five replicas of two cores each and room for twenty, databases and caches that are not burstable, and private endpoints of the AWS services so that nothing depends on NAT gateways.",
  },
  lines(spec) {
    const size = awsSize(spec);
    const { users } = spec.size.targets;
    const nodes = (standby: boolean) => (standby ? 2 : 1);
    const borrowed = spec.settings.networkStack !== "";
    return [
      ...(borrowed ? [] : networkLines(spec)),
      { part: "secrets", what: `${secretsOfAStack} secrets`, quantity: secretsOfAStack, price: price.secretPerMonth },
      {
        part: "database",
        what: `${nodes(spec.size.database.standby)} × ${size.databaseClass}`,
        quantity: nodes(spec.size.database.standby) * hoursPerMonth,
        price: price.database[size.databaseClass],
      },
      {
        part: "database",
        what: `${spec.size.database.storageGiB} GB of storage${spec.size.database.standby ? ", twice" : ""}`,
        quantity: nodes(spec.size.database.standby) * spec.size.database.storageGiB,
        price: price.databasePerGBMonth,
      },
      {
        part: "cache",
        what: `${nodes(spec.size.cache.standby)} × ${size.cacheNode}`,
        quantity: nodes(spec.size.cache.standby) * hoursPerMonth,
        price: price.cache[size.cacheNode],
      },
      { part: "files", what: "attachments on EFS", quantity: users * perUser.filesGB, price: price.filesPerGBMonth },
      ...serviceLines(spec),
      { part: "ingress", what: "load balancer", quantity: hoursPerMonth, price: price.loadBalancer },
      {
        part: "ingress",
        what: "load balancer units",
        quantity: (hoursPerMonth * spec.size.targets.connections) / 3000 + users * perUser.trafficGB,
        price: price.loadBalancerUnit,
      },
      {
        part: "ingress",
        what: `${size.zones} public addresses`,
        quantity: size.zones * hoursPerMonth,
        price: price.publicAddress,
      },
      { part: "ingress", what: "web application firewall", quantity: 1, price: price.firewallPerMonth },
      {
        part: "ingress",
        what: `${firewallRules} firewall rules`,
        quantity: firewallRules,
        price: price.firewallRulePerMonth,
      },
      { part: "ingress", what: "traffic out", quantity: users * perUser.trafficGB, price: price.trafficOutPerGB },
      ...backupLines(spec),
      ...monitoringLines(spec),
    ];
  },
};

function networkLines(spec: Spec): CostLine[] {
  const { zones, natGateways, interfaceEndpoints } = awsSize(spec);
  const endpoints = interfaceEndpoints.length * zones;
  return [
    {
      part: "network",
      what: `${natGateways} NAT gateway${natGateways > 1 ? "s" : ""}`,
      quantity: natGateways * hoursPerMonth,
      price: price.natGateway + price.publicAddress,
    },
    {
      part: "network",
      what: "traffic through NAT",
      quantity: 5 + spec.size.targets.users * 0.05,
      price: price.natPerGB,
    },
    {
      part: "network",
      what: `${endpoints} private endpoints`,
      quantity: endpoints * hoursPerMonth,
      price: price.interfaceEndpoint,
    },
  ];
}

function serviceLines(spec: Spec): CostLine[] {
  const task = fargateTask(spec.size.app.cpu, spec.size.app.memoryMiB);
  if (!task) return [];
  const factor = onSpot(spec) ? price.spot : 1;
  const name = `${spec.replicas} × Fargate${factor === 1 ? "" : " Spot"}, ${sizeName(task)}`;
  return [{ part: "service", what: name, quantity: spec.replicas * hoursPerMonth, price: factor * fargateHour(task) }];
}

function backupLines(spec: Spec): CostLine[] {
  const { users } = spec.size.targets;
  const runs = (hoursPerMonth * 60) / spec.lifecycle.backups.everyMinutes;
  const kept = Object.values(spec.lifecycle.backups.keep).reduce((sum, count) => sum + count, 0);
  const minute = 1 / 60;
  return [
    {
      part: "backups",
      what: `${Math.round(runs)} backups of about a minute`,
      quantity: runs * minute,
      price: fargateHour(helperTasks.backup),
    },
    {
      part: "backups",
      what: `${kept} backups kept`,
      quantity: kept * users * perUser.backupGB * 0.1,
      price: price.bucketPerGBMonth,
    },
    {
      part: "backups",
      what: "AWS Backup of the files",
      quantity: users * perUser.filesGB,
      price: price.backupOfFilesPerGBMonth,
    },
    {
      part: "backups",
      what: "a restore test a day",
      quantity: 30 * 10 * minute,
      price: fargateHour(helperTasks.restoreTest),
    },
  ];
}

function monitoringLines(spec: Spec): CostLine[] {
  const { users } = spec.size.targets;
  const samples = spec.replicas * seriesPerReplica * (3600 / awsSize(spec).scrapeSeconds) * hoursPerMonth;
  return [
    {
      part: "monitoring",
      what: `Grafana, ${sizeName(helperTasks.grafana)}`,
      quantity: hoursPerMonth,
      price: fargateHour(helperTasks.grafana),
    },
    {
      part: "monitoring",
      what: `metrics collector, ${sizeName(helperTasks.collector)}`,
      quantity: hoursPerMonth,
      price: fargateHour(helperTasks.collector),
    },
    {
      part: "monitoring",
      what: `${Math.round(samples / 1e6)} million samples`,
      quantity: samples / 1e6,
      price: price.metricSamplesPerMillion,
    },
    { part: "monitoring", what: "logs", quantity: 1 + users * perUser.logsGB, price: price.logsPerGB },
    { part: "monitoring", what: "key of the alert topic", quantity: 1, price: price.keyPerMonth },
    { part: "monitoring", what: "private DNS of the replicas", quantity: 1, price: price.privateZonePerMonth },
  ];
}

const fargateHour = ({ cpu, memory }: TaskSize) =>
  (cpu / 1024) * price.fargateVcpu + (memory / 1024) * price.fargateGiB;

const sizeName = ({ cpu, memory }: TaskSize) => `${cpu / 1024} vCPU and ${memory / 1024} GB`;
