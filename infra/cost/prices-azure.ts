import { azureSize, type ContainerSize, containerSize, databaseStorage, helperContainers } from "../azure/sizing.ts";
import type { Spec } from "../contract.ts";
import { type CostLine, hoursPerMonth, type PriceTable } from "./estimate.ts";
import { price, readAt } from "./rates-azure.ts";

/** What a person sends, keeps and causes in a month, in GB and in requests. */
const perUser = { trafficGB: 0.3, filesGB: 0.1, logsGB: 0.02, backupGB: 0.1, requests: 20_000 };
const seriesPerReplica = 600;
const scrapeSeconds = 30;
const privateEndpoints = 4;
const privateZones = 5;
/** Each of a replica's three secrets is asked for again every half hour. */
const secretReadsPerHour = 3 * 2;

export const azure: PriceTable = {
  dated: "2025-06",
  region: "East US",
  source: "azure.microsoft.com/pricing",
  prices: price,
  readAt,
  assumes: `Assumed for each person and month: ${perUser.trafficGB} GB of traffic, ${perUser.filesGB} GB of attachments, ${perUser.logsGB} GB of logs; and that replicas are never idle, since WebSockets are open.`,
  buys: {
    small:
      "cheap because database and cache are single and of the smallest class that fits, the replicas share one and a half cores billed by the second, and Front Door is the Standard one: rate limits and a managed certificate, without maintained firewall rules. Losing a zone costs minutes to an hour: the database is restored to any moment of the last days.",
    medium:
      "a standby of the database in another zone and a replica of the cache, with failover in about a minute; three replicas of a whole core each; firewall rules that Microsoft maintains, which are a third of the bill; a Grafana of the team's own.",
    large:
      "five replicas of two cores each and room for twenty, a database of four cores, a larger cache, and nodes of its own for the environment's ingress, which then keeps silent connections for five minutes.",
  },
  lines(spec) {
    const size = azureSize(spec);
    const { users } = spec.size.targets;
    const nodes = (standby: boolean) => (standby ? 2 : 1);
    const databases = nodes(spec.size.database.standby);
    const caches = nodes(spec.size.cache.standby);
    const storageGiB = databaseStorage(spec);
    return [
      ...(spec.settings.networkStack === "" ? networkLines(spec) : []),
      {
        part: "network",
        what: `${privateEndpoints} private endpoints`,
        quantity: privateEndpoints * hoursPerMonth,
        price: price.privateEndpoint,
      },
      {
        part: "secrets",
        what: "reads of secrets, by the 10,000",
        quantity: (spec.replicas * secretReadsPerHour * hoursPerMonth) / 10_000,
        price: price.secretOperationsPer10000,
      },
      {
        part: "database",
        what: `${databases} × ${size.database}`,
        quantity: databases * hoursPerMonth,
        price: price.database[size.database],
      },
      {
        part: "database",
        what: `${storageGiB} GiB of storage${databases > 1 ? ", twice" : ""}`,
        quantity: databases * storageGiB,
        price: price.databasePerGiBMonth,
      },
      {
        part: "database",
        what: "backups in another region",
        quantity: spec.lifecycle.protectData ? storageGiB : 0,
        price: price.databaseFarBackupPerGiBMonth,
      },
      {
        part: "cache",
        what: `${caches} × ${size.cache}`,
        quantity: caches * hoursPerMonth,
        price: price.cache[size.cache],
      },
      { part: "files", what: "attachments", quantity: users * perUser.filesGB, price: price.filesPerGBMonth },
      { part: "image", what: `${size.registry} registry`, quantity: 1, price: price.registryPerMonth[size.registry] },
      ...serviceLines(spec),
      { part: "ingress", what: "Front Door", quantity: 1, price: price.frontDoorPerMonth[size.frontDoor] },
      {
        part: "ingress",
        what: "requests through Front Door, by the 10,000",
        quantity: (users * perUser.requests) / 10_000,
        price: price.frontDoorPer10000Requests[size.frontDoor],
      },
      { part: "ingress", what: "traffic out", quantity: users * perUser.trafficGB, price: price.frontDoorPerGB },
      ...backupLines(spec),
      ...monitoringLines(spec),
    ];
  },
};

function networkLines(spec: Spec): CostLine[] {
  const nodes = azureSize(spec).ingressNodes?.min ?? 0;
  return [
    {
      part: "network",
      what: `${privateZones} private DNS zones`,
      quantity: privateZones,
      price: price.privateZonePerMonth,
    },
    {
      part: "network",
      what: `${nodes} × D4 for the environment's ingress`,
      quantity: nodes * hoursPerMonth,
      price: price.dedicatedD4,
    },
    { part: "network", what: "dedicated plan", quantity: nodes > 0 ? hoursPerMonth : 0, price: price.dedicatedPlan },
  ];
}

/** US dollars for a second of a container. */
const second = ({ cpu, memory }: ContainerSize) =>
  cpu * price.vcpuSecond + Number(memory.replace("Gi", "")) * price.gibSecond;

function serviceLines(spec: Spec): CostLine[] {
  const app = containerSize(spec.size.app);
  const replica = second(app) + second(helperContainers.metrics);
  return [
    {
      part: "service",
      what: `${spec.replicas} replicas of ${app.cpu} cores and ${app.memory}B, with their metrics agents`,
      quantity: spec.replicas * hoursPerMonth * 3600,
      price: replica,
    },
  ];
}

function backupLines(spec: Spec): CostLine[] {
  const { users } = spec.size.targets;
  const { everyMinutes, keep } = spec.lifecycle.backups;
  const runs = (hoursPerMonth * 60) / everyMinutes;
  const kept = Object.values(keep).reduce((sum, count) => sum + count, 0);
  const app = containerSize(spec.size.app);
  const { near, far } = price.backupPerGBMonth;
  return [
    {
      part: "backups",
      what: "backup and restore jobs, a minute each",
      quantity: runs * 60,
      price: second(app) + second(helperContainers.copy),
    },
    {
      part: "backups",
      what: `${kept} backups kept`,
      quantity: kept * users * perUser.backupGB * 0.1,
      price: spec.lifecycle.protectData ? far : near,
    },
  ];
}

function monitoringLines(spec: Spec): CostLine[] {
  const samples = (spec.replicas * seriesPerReplica * hoursPerMonth * 3600) / scrapeSeconds;
  return [
    { part: "monitoring", what: "logs", quantity: spec.size.targets.users * perUser.logsGB, price: price.logsPerGB },
    {
      part: "monitoring",
      what: "million metric samples",
      quantity: samples / 1_000_000,
      price: price.metricSamplesPerMillion,
    },
    {
      part: "monitoring",
      what: "Managed Grafana",
      quantity: azureSize(spec).grafana ? hoursPerMonth : 0,
      price: price.grafana,
    },
  ];
}
