import { awsSize, fargateTask, helperTasks, onSpot, type TaskSize } from "../aws/sizing.ts";
import type { Spec } from "../contract.ts";
import { type CostLine, hoursPerMonth, type PriceTable } from "./estimate.ts";
import { price, readAt } from "./rates-aws.ts";

/** What a person sends, keeps and causes in a month, in GB and in requests. */
const perUser = { trafficGB: 0.3, filesGB: 0.1, logsGB: 0.02, backupGB: 0.1, requests: 20_000 };
/** Series on a replica's metrics page. */
const seriesPerReplica = 600;
const firewallRules = 5;
const secretsOfAStack = 8;

export const aws: PriceTable = {
  dated: "2026-06",
  region: "us-east-1",
  source: "aws.amazon.com/pricing",
  prices: price,
  readAt,
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
      {
        part: "ingress",
        what: "requests past the firewall",
        quantity: (users * perUser.requests) / 1e6,
        price: price.firewallRequestsPerMillion,
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
      what: "a restore of AWS Backup's copy a month, as a test",
      quantity: spec.lifecycle.protectData ? users * perUser.filesGB : 0,
      price: price.restoreOfFilesPerGB,
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
