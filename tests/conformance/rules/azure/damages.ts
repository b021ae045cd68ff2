import type { PlanEntry } from "../../../../engine/plan/json.ts";
import type { Value } from "../../../../engine/values/wire.ts";
import type { Plan } from "../rule.ts";
import { all, appContainer, at, azureType, list, one } from "./plan.ts";

/** Takes the remedy of a rule away from a plan. */
export type Damage = (plan: Plan) => void;

type Inputs = Record<string, Value>;

/** Sets what stands at a path of a resource's inputs; undefined takes it away. Paths have dots. */
const set =
  (type: string, name: string, path: string, value: Value | undefined): Damage =>
  (plan) => {
    const keys = path.split(".");
    const last = keys.pop()!;
    const holder = at(one(plan, type, name).inputs, ...keys) as Inputs | undefined;
    if (holder === undefined) throw new Error(`${type} ${name} has no ${keys.join(".")}`);
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  };

const remove =
  (type: string, name: string): Damage =>
  (plan) => {
    plan.resources.splice(plan.resources.indexOf(one(plan, type, name)), 1);
  };

const independent =
  (type: string, name: string): Damage =>
  (plan) => {
    Object.assign(one(plan, type, name), { dependencies: [], propertyDependencies: {} });
  };

const add =
  (type: string): Damage =>
  (plan) => {
    const another: PlanEntry = { ...one(plan, "app:ContainerApp", "app"), type, name: "another", inputs: {} };
    plan.resources.push(another);
  };

const container = (plan: Plan) => appContainer(plan) as Inputs;

const setVariable =
  (name: string, value: string): Damage =>
  (plan) => {
    const variable = list(container(plan).env).find((entry) => at(entry, "name") === name) as Inputs;
    delete variable.secretRef;
    variable.value = value;
  };

/** The first of a resource's list, to be changed. */
const first = (plan: Plan, type: string, name: string, ...path: string[]) =>
  list(at(one(plan, type, name).inputs, ...path))[0] as Inputs;

/** By the id of the rule. A rule without an entry here has never been seen to fail. */
export const damages: Record<string, Damage> = {
  "only-the-ingress-is-public": set("keyvault:Vault", "vault", "properties.publicNetworkAccess", "Enabled"),
  "private-endpoints": independent("network:PrivateDnsZoneGroup", "cache"),
  "subnets-refuse": (plan) => {
    first(plan, "network:NetworkSecurityGroup", "apps", "securityRules").sourceAddressPrefix = "Internet";
  },
  "pitfall-02": set("app:ContainerApp", "app", "configuration.ingress.stickySessions.affinity", "sticky"),
  "pitfall-17": setVariable("CAMPFIRE_WEBSOCKET_PING_INTERVAL", "120"),
  "websockets-pass": set("cdn:Route", "chat", "cacheConfiguration", {}),
  "pitfall-19": (plan) => {
    plan.outputs.network = {};
  },
  "encrypted-in-transit": set(
    "app:ManagedEnvironment",
    "environment",
    "peerTrafficConfiguration.encryption.enabled",
    false,
  ),
  "only-our-front-door": (plan) => {
    container(plan).env = list(container(plan).env).filter((entry) => at(entry, "name") !== "CAMPFIRE_REQUIRED_HEADER");
  },
  firewall: set("frontdoor:Policy", "firewall", "policySettings.mode", "Detection"),

  "least-privilege": (plan) => {
    // Contributor.
    one(plan, "authorization:RoleAssignment", "app-pulls-images").inputs.roleDefinitionId =
      "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c";
  },
  "secrets-by-reference": setVariable("CAMPFIRE_SECRET_KEY", "hunter2"),
  "secret-variables-are-given": (plan) => {
    container(plan).env = [];
  },
  "containers-wait-for-their-roles": independent("app:Job", "backup"),
  "pitfall-08-20": set("keyvault:Vault", "vault", "vaultName", "campfire"),
  "names-by-pulumi": set("storage:StorageAccount", "files", "accountName", "campfirefiles"),
  "registry-without-passwords": set("containerregistry:Registry", "registry", "adminUserEnabled", true),

  "protected-twice": remove("authorization:ManagementLockByScope", "database"),
  "encrypted-at-rest": set("storage:StorageAccount", "files", "encryption.requireInfrastructureEncryption", false),
  standby: set("dbforpostgresql:Server", "database", "highAvailability.mode", "Disabled"),
  "point-in-time": set("dbforpostgresql:Server", "database", "backup.backupRetentionDays", 3),
  "pitfall-05": (plan) => {
    first(plan, "app:ContainerApp", "app", "template", "containers").volumeMounts = [{ mountPath: "/data" }];
  },
  "pitfall-18": (plan) => {
    first(plan, "app:ContainerApp", "app", "template", "volumes").mountOptions = "";
  },
  "pitfall-21": set("redisenterprise:Database", "cache", "clusteringPolicy", "OSSCluster"),
  "pitfall-27": (plan) => {
    container(plan).image = "registry.example.com/campfire:latest";
  },
  "pitfall-28": add("pulumi:providers:aws"),
  "pitfall-31": set("keyvault:Vault", "vault", "tags", {}),

  "pitfall-03": set("app:ContainerApp", "app", "template.terminationGracePeriodSeconds", 10),
  "pitfall-06": set("app:ContainerApp", "app", "template.scale.maxReplicas", 3),
  "migrated-first": set("app:ContainerApp", "app", "template.initContainers", []),
  "one-revision": set("app:ContainerApp", "app", "configuration.activeRevisionsMode", "Multiple"),
  "client-addresses": setVariable("CAMPFIRE_TRUST_PROXY", "true"),
  "sold-in-pairs": (plan) => {
    container(plan).resources = { cpu: 1, memory: "4Gi" };
  },

  "recovery-point": set("app:Job", "backup", "configuration.scheduleTriggerConfig.cronExpression", "*/30 * * * *"),
  "restore-proven": set("app:Job", "restore-test", "configuration.scheduleTriggerConfig.cronExpression", "0 5 1 * *"),
  "kept-and-deleted": (plan) => {
    first(plan, "storage:ManagementPolicy", "backups", "policy", "rules").name = "other";
  },
  immutable: set("storage:BlobContainerImmutabilityPolicy", "backups", "immutabilityPeriodSinceCreationInDays", 1),
  // Asked of a stack that is no production: see the test.
  "pitfall-09": set("storage:BlobServiceProperties", "backups", "deleteRetentionPolicy.enabled", true),

  "every-alert": remove("monitor:ScheduledQueryRule", "BackupOld"),
  "metrics-of-each-replica": independent("monitor:DataCollectionRule", "metrics"),
  "logs-kept": remove("monitor:DiagnosticSetting", "vault"),
  grafana: (plan) => {
    for (const { type, name } of all(plan, "dashboard:DashboardDefinition")) {
      remove(type.slice(azureType("").length), name)(plan);
    }
  },
  outputs: (plan) => {
    plan.outputs.commands = {};
  },
};
