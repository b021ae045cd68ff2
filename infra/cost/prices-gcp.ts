import { alertsFor } from "../../alerts/rules.ts";
import type { Spec } from "../contract.ts";
import { collector, databaseTiers, gcpSize, managedAlerts } from "../gcp/sizing.ts";
import { type CostLine, hoursPerMonth, type PriceTable } from "./estimate.ts";
import { price, readAt } from "./rates-gcp.ts";

/** What a person sends, keeps and causes in a month, in GB and in requests. */
const perUser = { trafficGB: 0.3, filesGB: 0.1, logsGB: 0.02, backupGB: 0.2, requests: 20_000 };
/** Series that an instance's metrics page has (performance goal of /metrics), and how often a minute it is read. */
const metrics = { seriesPerInstance: 600, readsPerMinute: 2 };
const firewall = { policies: 2, rules: 10 };
const secretsOfAStack = 10;

export const gcp: PriceTable = {
  dated: "2026-05",
  region: "us-central1",
  source: "cloud.google.com/pricing",
  prices: price,
  readAt,
  assumes: `Assumed for each person and month: ${perUser.trafficGB} GB of traffic, ${perUser.filesGB} GB of attachments, ${perUser.logsGB} GB of logs.`,
  buys: {
    small:
      "as cheap as instances that keep their WebSockets can be here: Cloud Run sells no less than a whole core that is always on, and there are two. The database shares a core and the cache is a single gigabyte, both without a standby; there is no NAT gateway, and Grafana runs only while somebody looks.",
    medium:
      "a standby of the database and of the cache in another zone, with failover in about a minute; two cores of the database's own; three instances, which come and go with the load up to six.",
    large:
      "five instances of two cores each and room for twenty, four cores and 26 GB for the database with a standby, and twice the cache.",
  },
  lines: (spec) => [
    { part: "network", what: "endpoint of the database", quantity: hoursPerMonth, price: price.endpoint },
    { part: "network", what: "zone of the database's name", quantity: 1, price: price.zonePerMonth },
    { part: "secrets", what: `${secretsOfAStack} secrets`, quantity: secretsOfAStack, price: price.secretPerMonth },
    ...databaseLines(spec),
    cacheLine(spec),
    {
      part: "files",
      what: "attachments in Cloud Storage",
      quantity: spec.size.targets.users * perUser.filesGB,
      price: price.bucketPerGBMonth,
    },
    { part: "image", what: "ten images", quantity: 2, price: price.imagesPerGBMonth },
    ...serviceLines(spec),
    ...ingressLines(spec),
    ...backupLines(spec),
    ...monitoringLines(spec),
  ],
};

function databaseLines(spec: Spec): CostLine[] {
  const { database: tier } = gcpSize(spec);
  const { cores, memoryGB } = databaseTiers[tier];
  const { standby, storageGiB } = spec.size.database;
  const copies = standby ? 2 : 1;
  const hourly = cores === 0 ? price.databaseShared : cores * price.databaseVcpu + memoryGB * price.databaseGB;
  return [
    { part: "database", what: `${copies} × ${tier}`, quantity: copies * hoursPerMonth, price: hourly },
    {
      part: "database",
      what: `${storageGiB} GB of storage${standby ? ", twice" : ""}`,
      quantity: copies * storageGiB,
      price: price.databasePerGBMonth,
    },
  ];
}

function cacheLine(spec: Spec): CostLine {
  const { cacheGB } = gcpSize(spec);
  const tier = spec.size.cache.standby ? "standard" : "basic";
  return {
    part: "cache",
    what: `Memorystore, ${tier}, ${cacheGB} GB`,
    quantity: cacheGB * hoursPerMonth,
    price: price.cacheGB[tier],
  };
}

const instanceSecond = ({ cpu, memoryMiB }: { cpu: number; memoryMiB: number }) =>
  cpu * price.runVcpuSecond + (memoryMiB / 1024) * price.runGiBSecond;

function serviceLines(spec: Spec): CostLine[] {
  const { app, minInstances } = gcpSize(spec);
  const quantity = minInstances * hoursPerMonth * 3600;
  return [
    {
      part: "service",
      what: `${minInstances} × Cloud Run, ${app.cpu} vCPU and ${app.memoryMiB / 1024} GB`,
      quantity,
      price: instanceSecond(app),
    },
    { part: "monitoring", what: `${minInstances} collectors`, quantity, price: instanceSecond(collector) },
  ];
}

function ingressLines(spec: Spec): CostLine[] {
  const { users } = spec.size.targets;
  const trafficGB = users * perUser.trafficGB;
  return [
    { part: "ingress", what: "forwarding rules", quantity: hoursPerMonth, price: price.forwardingRules },
    { part: "ingress", what: "traffic through the load balancer", quantity: trafficGB, price: price.loadBalancedPerGB },
    { part: "ingress", what: "traffic out", quantity: trafficGB, price: price.trafficOutPerGB },
    {
      part: "ingress",
      what: `${firewall.policies} Cloud Armor policies`,
      quantity: firewall.policies,
      price: price.firewallPolicyPerMonth,
    },
    { part: "ingress", what: `${firewall.rules} rules`, quantity: firewall.rules, price: price.firewallRulePerMonth },
    {
      part: "ingress",
      what: "requests past Cloud Armor",
      quantity: (users * perUser.requests) / 1e6,
      price: price.firewallRequestsPerMillion,
    },
  ];
}

function backupLines(spec: Spec): CostLine[] {
  const { backups, objectLockDays } = spec.lifecycle;
  const runs = (hoursPerMonth * 60) / backups.everyMinutes;
  const keptGB = spec.size.targets.users * perUser.backupGB;
  return [
    {
      part: "backups",
      what: `${Math.round(runs)} backups of about a minute`,
      quantity: runs * 60,
      price: instanceSecond({ cpu: 1, memoryMiB: 1024 }),
    },
    {
      part: "backups",
      what: "a restore test a day",
      quantity: 30 * 600,
      price: instanceSecond({ cpu: 2, memoryMiB: 2048 }),
    },
    { part: "backups", what: "backups, what is alike kept once", quantity: keptGB, price: price.bucketPerGBMonth },
    {
      part: "backups",
      what: "the vault's copy",
      quantity: objectLockDays > 0 ? keptGB : 0,
      price: price.coldBucketPerGBMonth,
    },
  ];
}

function monitoringLines(spec: Spec): CostLine[] {
  const alerts = alertsOf(spec);
  const samples = spec.replicas * metrics.seriesPerInstance * metrics.readsPerMinute * hoursPerMonth * 60;
  return [
    {
      part: "monitoring",
      what: `${Math.round(samples / 1e6)} million samples`,
      quantity: samples / 1e6,
      price: price.metricSamplesPerMillion,
    },
    {
      part: "monitoring",
      what: `${alerts} alerts`,
      quantity: alerts,
      price: price.alertConditionPerMonth,
    },
    {
      part: "monitoring",
      what: "logs",
      quantity: 1 + spec.size.targets.users * perUser.logsGB,
      price: price.logsPerGB,
    },
  ];
}

/** Each is a policy with one condition. */
export const alertsOf = ({ size, replicas, lifecycle }: Spec): number =>
  alertsFor({ size, replicas, backupEveryMinutes: lifecycle.backups.everyMinutes }).length + managedAlerts;
