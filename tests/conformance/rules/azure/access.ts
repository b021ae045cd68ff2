import { type Role, roles } from "../../../../infra/azure/identities.ts";
import type { Plan } from "../rule.ts";
import { type AzureRule, all, at, azureType, containerHosts, containers, differences, list, one } from "./plan.ts";

/** Who may do what on which kind of resource, and nothing besides. */
const allowed: Record<string, [role: Role, on: string]> = {
  "app-pulls-images": ["pullImages", "containerregistry:Registry"],
  "app-publishes-metrics": ["publishMetrics", "monitor:DataCollectionRule"],
  "app-reads-database-url": ["readSecret", "keyvault:Secret"],
  "app-reads-redis-url": ["readSecret", "keyvault:Secret"],
  "app-reads-app-key": ["readSecret", "keyvault:Secret"],
  "app-reads-oidc-client-secret": ["readSecret", "keyvault:Secret"],
  "app-reads-smtp-url": ["readSecret", "keyvault:Secret"],
  "backups-pull-images": ["pullImages", "containerregistry:Registry"],
  "backups-write-blobs": ["writeBlobs", "storage:StorageAccount"],
  "backups-reads-database-url": ["readSecret", "keyvault:Secret"],
  "backups-reads-backup-key": ["readSecret", "keyvault:Secret"],
  "environment-reads-files-key": ["readSecret", "keyvault:Secret"],
  "grafana-reads-metrics": ["readMetrics", "monitor:AzureMonitorWorkspace"],
};

/** Variables that must never stand in a definition. */
const secretVariables = [
  "CAMPFIRE_DATABASE_URL",
  "CAMPFIRE_REDIS_URL",
  "CAMPFIRE_SECRET_KEY",
  "CAMPFIRE_BACKUP_KEY",
  "CAMPFIRE_OIDC_CLIENT_SECRET",
  "CAMPFIRE_SMTP_URL",
];

const typeOf = (plan: Plan, urn: string) => plan.resources.find((resource) => resource.urn === urn)?.type;

export const access: AzureRule[] = [
  {
    id: "least-privilege",
    holds: "each identity has its few roles, each on one resource, none of them Owner or Contributor",
    check: (plan) =>
      all(plan, "authorization:RoleAssignment").flatMap(({ name, inputs, propertyDependencies }) => {
        const expected = allowed[name];
        if (!expected) return [`${name} is in no list of what is allowed`];
        const [role, on] = expected;
        const scopes = (propertyDependencies.scope ?? []).map((urn) => typeOf(plan, urn));
        return [
          ...(String(inputs.roleDefinitionId).endsWith(`/${roles[role]}`) ? [] : [`${name} gives another role`]),
          ...(scopes.includes(azureType(on)) ? [] : [`${name} is for ${scopes}`]),
          ...(scopes.includes(azureType("resources:ResourceGroup")) ? [`${name} is for the whole resource group`] : []),
        ];
      }),
  },
  {
    id: "secrets-by-reference",
    holds: "containers get secrets from the vault by reference and identity, and never by value",
    check: (plan) => [
      ...containerHosts(plan).flatMap(({ name, inputs }) =>
        list(at(inputs, "configuration", "secrets"))
          .filter(
            (secret) => !at(secret, "keyVaultUrl") || !at(secret, "identity") || at(secret, "value") !== undefined,
          )
          .map((secret) => `${name}: ${at(secret, "name")} is no reference`),
      ),
      ...containers(plan).flatMap(({ of, value }) =>
        list(at(value, "env"))
          .filter(
            (entry) => secretVariables.includes(String(at(entry, "name"))) && at(entry, "secretRef") === undefined,
          )
          .map((entry) => `${of}: ${at(entry, "name")} is no reference`),
      ),
      ...all(plan, "app:ManagedEnvironmentsStorage").flatMap(({ name, inputs }) =>
        at(inputs, "properties", "azureFile", "accountKey") === undefined &&
        at(inputs, "properties", "azureFile", "accountKeyVaultProperties", "keyVaultUrl")
          ? []
          : [`${name} mounts with a key by value`],
      ),
    ],
  },
  {
    id: "secret-variables-are-given",
    holds: "the app has its secrets, and so has each job that runs it",
    check: (plan) =>
      containers(plan)
        .filter(({ value }) => at(value, "args") !== undefined)
        .filter(({ value }) => !JSON.stringify(at(value, "env")).includes("CAMPFIRE_DATABASE_URL"))
        .map(({ of, value }) => `${of}: ${at(value, "name")} has no database`),
  },
  {
    id: "containers-wait-for-their-roles",
    holds: "a container is made after the roles that it starts with, and after the private addresses that it needs",
    check: (plan) =>
      [
        { host: one(plan, "app:ContainerApp", "app"), prefix: "app-", ends: ["vault", "cache", "files"] },
        { host: one(plan, "app:Job", "backup"), prefix: "backups-", ends: ["vault", "files", "backups"] },
        { host: one(plan, "app:Job", "restore-test"), prefix: "backups-", ends: ["vault", "files", "backups"] },
      ].flatMap(({ host, prefix, ends }) => {
        const grants = all(plan, "authorization:RoleAssignment").filter(({ name }) => name.startsWith(prefix));
        const reachable = ends.map((name) => one(plan, "network:PrivateDnsZoneGroup", name));
        return [...grants, ...reachable]
          .filter(({ urn }) => !host.dependencies.includes(urn))
          .map(({ name }) => `${host.name} does not wait for ${name}`);
      }),
  },
  {
    id: "pitfall-08-20",
    holds: "the vault's name is free for the next one: named by Pulumi, gone after 7 days unless it is production's",
    check: (plan) => {
      const vault = one(plan, "keyvault:Vault", "vault");
      const purgeProtection = at(vault.inputs, "properties", "enablePurgeProtection");
      const days = Number(at(vault.inputs, "properties", "softDeleteRetentionInDays"));
      const production = plan.lifecycle === "production";
      return [
        ...(vault.inputs.vaultName === undefined ? [] : ["the vault has a name of ours"]),
        ...(purgeProtection === (production ? true : undefined) ? [] : [`purge protection is ${purgeProtection}`]),
        ...(production ? (days >= 30 ? [] : [`${days} days`]) : days === 7 ? [] : [`${days} days`]),
        ...differences(vault, { "properties.enableRbacAuthorization": true, "properties.enableSoftDelete": true }),
      ];
    },
  },
  {
    id: "names-by-pulumi",
    holds: "whatever must be unique beyond the stack, or is held after deletion, is named by Pulumi",
    check: (plan) =>
      Object.entries({
        "keyvault:Vault": "vaultName",
        "storage:StorageAccount": "accountName",
        "containerregistry:Registry": "registryName",
        "redisenterprise:RedisEnterprise": "clusterName",
        "dbforpostgresql:Server": "serverName",
        "cdn:AFDEndpoint": "endpointName",
        "resources:ResourceGroup": "resourceGroupName",
        "operationalinsights:Workspace": "workspaceName",
      }).flatMap(([type, property]) => {
        const found = all(plan, type);
        if (found.length === 0) return [`no ${type}`];
        return found
          .filter(({ inputs }) => inputs[property] !== undefined)
          .map(({ urn }) => `${urn} has a name of ours`);
      }),
  },
  {
    id: "registry-without-passwords",
    holds: "the registry has no password, and lets nobody in who isn't known",
    check: (plan) =>
      differences(one(plan, "containerregistry:Registry", "registry"), {
        adminUserEnabled: false,
        anonymousPullEnabled: false,
      }),
  },
];
