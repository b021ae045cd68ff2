import type { PlanEntry } from "../../../../engine/plan/json.ts";
import type { Plan } from "../rule.ts";
import { type AzureRule, all, at, azureType, containerHosts, containers, differences, list, one } from "./plan.ts";

const production = ({ lifecycle }: Plan) => lifecycle === "production";

/** What loses data when it is deleted or made anew. */
const holdsData = (plan: Plan): PlanEntry[] => [
  one(plan, "dbforpostgresql:Server", "database"),
  one(plan, "dbforpostgresql:Database", "campfire"),
  one(plan, "keyvault:Vault", "vault"),
  one(plan, "storage:StorageAccount", "files"),
  one(plan, "storage:FileShare", "attachments"),
  one(plan, "storage:FileShare", "backups"),
  one(plan, "storage:StorageAccount", "backups"),
  one(plan, "storage:BlobContainer", "backups"),
];

export const data: AzureRule[] = [
  {
    id: "protected-twice",
    holds: "production's data is protected by Pulumi and locked by Azure; nothing is elsewhere",
    check: (plan) => {
      const locks = all(plan, "authorization:ManagementLockByScope");
      if (!production(plan)) return locks.map(({ name }) => `${name} is locked`);
      const unlocked = ["database", "vault", "files", "backups"].filter(
        (name) => !locks.some((lock) => lock.name === name && lock.inputs.level === "CanNotDelete"),
      );
      return [
        ...holdsData(plan)
          .filter(({ protect }) => !protect)
          .map(({ urn }) => `${urn} is not protected`),
        ...unlocked.map((name) => `${name} is not locked`),
      ];
    },
  },
  {
    id: "encrypted-at-rest",
    holds: "what is stored is encrypted, files and backups twice",
    check: (plan) =>
      all(plan, "storage:StorageAccount").flatMap((account) =>
        differences(account, { "encryption.requireInfrastructureEncryption": true, allowBlobPublicAccess: false }),
      ),
  },
  {
    id: "standby",
    holds: "from medium on database and cache have a standby, the database's in another zone",
    check: (plan) => [
      ...differences(one(plan, "dbforpostgresql:Server", "database"), {
        "highAvailability.mode": plan.size === "small" ? "Disabled" : "ZoneRedundant",
      }),
      ...differences(one(plan, "redisenterprise:RedisEnterprise", "cache"), {
        highAvailability: plan.size === "small" ? "Disabled" : "Enabled",
      }),
    ],
  },
  {
    id: "point-in-time",
    holds: "the database can be restored to any moment of a week at least, and production's in another region too",
    check: (plan) => {
      const server = one(plan, "dbforpostgresql:Server", "database");
      const days = Number(at(server.inputs, "backup", "backupRetentionDays"));
      return [
        ...(days >= (production(plan) ? 14 : 7) && days <= 35 ? [] : [`${days} days`]),
        ...differences(server, { "backup.geoRedundantBackup": production(plan) ? "Enabled" : "Disabled" }),
      ];
    },
  },
  {
    id: "pitfall-05",
    holds:
      "no database's files are on a share: the app mounts uploads only, Prometheus writes to the container's own disk",
    check: (plan) => {
      const app = one(plan, "app:ContainerApp", "app");
      const mounted = list(at(app.inputs, "template", "containers")).flatMap((container) =>
        list(at(container, "volumeMounts")).map((mount) => `${at(container, "name")} ${at(mount, "mountPath")}`),
      );
      const sidecar = JSON.stringify(at(app.inputs, "template", "containers"));
      return [
        ...mounted.filter((mount) => mount !== "app /files").map((mount) => `mounted: ${mount}`),
        ...(sidecar.includes("--storage.agent.path=/tmp/agent") ? [] : ["Prometheus writes somewhere else"]),
      ];
    },
  },
  {
    id: "pitfall-18",
    holds: "every share is mounted with the image's user as its owner and without locks",
    check: (plan) => {
      const volumes = containerHosts(plan).flatMap(({ inputs }) => list(at(inputs, "template", "volumes")));
      if (volumes.length !== 5) return [`${volumes.length} volumes, not 5`];
      return volumes
        .filter((volume) => at(volume, "storageType") === "AzureFile")
        .filter((volume) => {
          const options = String(at(volume, "mountOptions")).split(",");
          return !["uid=10001", "gid=10001", "nobrl"].every((option) => options.includes(option));
        })
        .map((volume) => `${at(volume, "name")}: ${at(volume, "mountOptions")}`);
    },
  },
  {
    id: "pitfall-21",
    holds: "the cache is Managed Redis on port 10000, which an ordinary client understands",
    check: (plan) => [
      ...plan.resources.filter(({ type }) => type.startsWith(azureType("cache:"))).map(({ urn }) => `${urn} retires`),
      ...differences(one(plan, "redisenterprise:Database", "cache"), {
        port: 10_000,
        clusteringPolicy: "EnterpriseCluster",
      }),
    ],
  },
  {
    id: "pitfall-27",
    holds: "our image goes by its digest, built by no preview; everybody else's by an exact version",
    check: (plan) => [
      ...plan.resources
        .filter(({ type }) => type === "docker-build:index:Image")
        .flatMap((image) => differences(image, { buildOnPreview: false })),
      ...containers(plan)
        .map(({ value }) => String(at(value, "image")))
        .filter((image) => image !== "<unknown>" && !/@sha256:[0-9a-f]{64}$|:v?\d+(\.\d+)+$/.test(image))
        .map((image) => `${image} may be another one tomorrow`),
    ],
  },
  {
    id: "pitfall-28",
    holds: "a stack loads the SDK of one cloud",
    check: (plan) =>
      plan.resources
        .filter(({ type }) => /^pulumi:providers:(aws|gcp|kubernetes|local|docker)$/.test(type))
        .map(({ type }) => type),
  },
  {
    id: "pitfall-31",
    holds: "all that can carry tags says project, stack and part",
    check: (plan) => {
      const untagged =
        /:(RoleAssignment|ManagementLockByScope|Subnet|PrivateDnsZoneGroup|Secret|Configuration|Database|DatabaseDefinition|DashboardDefinition|ManagedEnvironmentsStorage|FileShare|FileServiceProperties|BlobServiceProperties|BlobContainer|BlobContainerImmutabilityPolicy|ManagementPolicy|AFD(CustomDomain|Origin|OriginGroup)|Route|SecurityPolicy|RecordSet|DiagnosticSetting|SavedSearch)$/;
      return plan.resources
        .filter(({ type }) => type.startsWith(azureType("")) && !untagged.test(type))
        .flatMap((resource) => {
          const part = /campfire:azure:([A-Z]\w+)/.exec(resource.parent ?? "")?.[1]?.toLowerCase() ?? "";
          return differences(resource, { "tags.project": "campfire", "tags.stack": "conformance", "tags.part": part });
        });
    },
  },
];
