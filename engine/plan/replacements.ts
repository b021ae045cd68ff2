import { unknownMask } from "../values/mask.ts";
import { isObject, sameValue, type Value } from "../values/wire.ts";
import type { PlanEntry } from "./json.ts";

/**
 * Inputs whose change replaces a resource, by type. Offline there is no provider to ask, so that this table names the likely ones; a provider
 * decides. Sources, which tests compare: for `local`, `replaceOn` of each kind in infra/local/provider; for AWS and Google Cloud, what was read
 * in the providers' own code (tests/conformance/data/force-new.json). What Azure replaces is in infra/azure/create-only.ts.
 */
export const replacingInputs: Record<string, readonly string[]> = {
  "aws:backup/vault:Vault": ["kmsKeyArn", "name"],
  "aws:efs/fileSystem:FileSystem": [
    "availabilityZoneName",
    "creationToken",
    "encrypted",
    "kmsKeyId",
    "performanceMode",
  ],
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    "atRestEncryptionEnabled",
    "kmsKeyId",
    "networkType",
    "port",
    "replicationGroupId",
    "subnetGroupName",
  ],
  "aws:rds/instance:Instance": [
    "availabilityZone",
    "dbName",
    "engine",
    "identifier",
    "kmsKeyId",
    "snapshotIdentifier",
    "storageEncrypted",
    "username",
  ],
  "aws:rds/parameterGroup:ParameterGroup": ["description", "family", "name"],
  "aws:secretsmanager/secret:Secret": ["name"],
  "gcp:artifactregistry/repository:Repository": ["format", "kmsKeyName", "location", "mode", "repositoryId"],
  "gcp:certificatemanager/certificate:Certificate": ["location", "managed", "name", "scope"],
  "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": ["hostname", "map", "matcher", "name"],
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": ["domain", "location", "name", "type"],
  "gcp:cloudrunv2/job:Job": ["location", "name"],
  "gcp:cloudrunv2/service:Service": ["location", "name"],
  "gcp:cloudscheduler/job:Job": ["name", "region"],
  "gcp:compute/address:Address": ["address", "addressType", "name", "region", "subnetwork"],
  "gcp:compute/firewall:Firewall": ["direction", "name"],
  "gcp:compute/forwardingRule:ForwardingRule": ["ipAddress", "loadBalancingScheme", "name", "network", "region"],
  "gcp:compute/globalAddress:GlobalAddress": ["address", "addressType", "ipVersion", "name"],
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": ["ipAddress", "ipProtocol", "name", "portRange"],
  "gcp:compute/network:Network": ["autoCreateSubnetworks", "name"],
  "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": [
    "cloudRun",
    "name",
    "networkEndpointType",
    "region",
  ],
  "gcp:compute/securityPolicy:SecurityPolicy": ["name", "type"],
  "gcp:compute/subnetwork:Subnetwork": ["name", "network", "region"],
  "gcp:dns/managedZone:ManagedZone": ["dnsName", "name", "visibility"],
  "gcp:dns/recordSet:RecordSet": ["managedZone", "name"],
  "gcp:logging/projectBucketConfig:ProjectBucketConfig": ["bucketId", "location", "project"],
  "gcp:logging/savedQuery:SavedQuery": ["location", "name", "parent"],
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": ["monitoredResource"],
  "gcp:redis/instance:Instance": [
    "authorizedNetwork",
    "connectMode",
    "locationId",
    "name",
    "region",
    "tier",
    "transitEncryptionMode",
  ],
  "gcp:secretmanager/secret:Secret": ["replication", "secretId"],
  "gcp:secretmanager/secretVersion:SecretVersion": ["secret", "secretData"],
  "gcp:serviceaccount/account:Account": ["accountId"],
  "gcp:sql/database:Database": ["instance", "name"],
  "gcp:sql/databaseInstance:DatabaseInstance": ["encryptionKeyName", "masterInstanceName", "name", "region"],
  "gcp:sql/user:User": ["host", "instance", "name"],
  "gcp:storage/bucket:Bucket": ["hierarchicalNamespace", "location", "name"],
  "gcp:storage/bucketObject:BucketObject": ["bucket", "name"],
  "random:index/randomPassword:RandomPassword": ["keepers", "length", "special"],
  "local:index:Command": ["directory", "name"],
  "local:index:Directory": ["path"],
  "local:index:File": ["path"],
  "local:index:Process": ["directory", "name"],
  "local:index:User": ["name"],
};

export interface PlanChange {
  kind: "new" | "gone" | "changed" | "likely replaced";
  urn: string;
  /** Changed inputs. */
  inputs: string[];
  /** Those of them that make a replacement likely. */
  because: string[];
}

/** What is different between two plans, by URN. A value that was or is unknown counts as unchanged: nobody knows. */
export function comparePlans(before: readonly PlanEntry[], after: readonly PlanEntry[]): PlanChange[] {
  const old = new Map(before.map((entry) => [entry.urn, entry]));
  const now = new Map(after.map((entry) => [entry.urn, entry]));
  const changes: PlanChange[] = [];
  for (const entry of after) {
    const was = old.get(entry.urn);
    if (!was) changes.push({ kind: "new", urn: entry.urn, inputs: [], because: [] });
    else changes.push(...changeOf(was, entry));
  }
  for (const { urn } of before) if (!now.has(urn)) changes.push({ kind: "gone", urn, inputs: [], because: [] });
  return changes.sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function changeOf(before: PlanEntry, after: PlanEntry): PlanChange[] {
  const keys = [...new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)])].sort();
  const inputs = keys.filter((key) => differs(before.inputs[key], after.inputs[key]));
  if (inputs.length === 0) return [];
  const because = inputs.filter((key) => replacingInputs[after.type]?.includes(key));
  return [{ kind: because.length > 0 ? "likely replaced" : "changed", urn: after.urn, inputs, because }];
}

function differs(before: Value | undefined, after: Value | undefined): boolean {
  if (before === unknownMask || after === unknownMask) return false;
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length !== after.length || before.some((item, at) => differs(item, after[at]));
  }
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].some((key) =>
      differs(before[key], after[key]),
    );
  }
  return !sameValue(before, after);
}
