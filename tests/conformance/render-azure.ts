import type { Goal } from "../../engine/rpc/goal.ts";
import { isObject, type Properties, secret, type Value } from "../../engine/values/wire.ts";

/** Outputs of Azure's resources that the program reads, made up. */
export function azureOutputs({ type, name, inputs }: Goal): Properties {
  const properties = isObject(inputs.properties) ? (inputs.properties as Properties) : {};
  const outputs: Record<string, Properties> = {
    "app:ManagedEnvironment": { defaultDomain: "environment.westeurope.azurecontainerapps.io" },
    "cdn:AFDCustomDomain": { validationProperties: { validationToken: "proof" } },
    "cdn:AFDEndpoint": { hostName: `${name}.z01.azurefd.net` },
    "containerregistry:Registry": { loginServer: `${name}.azurecr.io` },
    "dashboard:Grafana": {
      identity: { principalId: `${name}-principal` },
      properties: { ...properties, endpoint: "https://grafana.example" },
    },
    "dbforpostgresql:Server": { fullyQualifiedDomainName: `${name}.postgres.database.azure.com` },
    "keyvault:Vault": { properties: { ...properties, vaultUri: `https://${name}.vault.azure.net/` } },
    "managedidentity:UserAssignedIdentity": { clientId: `${name}-client`, principalId: `${name}-principal` },
    "monitor:AzureMonitorWorkspace": { metrics: { prometheusQueryEndpoint: "https://query.example" } },
    "monitor:DataCollectionEndpoint": { metricsIngestion: { endpoint: "https://ingest.example" } },
    "monitor:DataCollectionRule": { immutableId: "dcr-1" },
    "redisenterprise:RedisEnterprise": { hostName: `${name}.westeurope.redis.azure.net` },
  };
  return { name, ...outputs[type.replace("azure-native:", "")] };
}

/** What Azure answers to the program's questions; every key is `generated`, which only a secret may hold. */
export const azureAnswers = (generated: string): Record<string, Record<string, Value>> => ({
  "azure-native:authorization:getClientConfig": { tenantId: "tenant" },
  "azure-native:redisenterprise:listDatabaseKeys": { primaryKey: secret(generated) },
  "azure-native:storage:listStorageAccountKeys": { keys: [{ keyName: "key1", value: secret(generated) }] },
});
