import type { Goal } from "../../../../engine/rpc/goal.ts";
import { type Properties, secret } from "../../../../engine/values/wire.ts";
import { generatedSecret } from "../../render.ts";

const digest = `sha256:${"0".repeat(64)}`;

/** Outputs of Google Cloud's resources that the program reads, as the provider would answer; none for other clouds' resources. */
export function madeUp({ type, name }: Goal): Properties {
  if (!type.startsWith("gcp:")) return byType[type]?.(name) ?? {};
  const id = `projects/acme-chat/${name}`;
  return {
    id,
    name,
    selfLink: `https://www.googleapis.com/compute/v1/${id}`,
    ...byType[type]?.(name),
  };
}

const byType: Record<string, (name: string) => Properties> = {
  "random:index/randomId:RandomId": () => ({ hex: "0123abcd" }),
  "docker-build:index:Image": () => ({ digest }),
  "gcp:serviceaccount/account:Account": (name) => ({ email: `${name}@acme-chat.iam.gserviceaccount.com` }),
  "gcp:secretmanager/secret:Secret": (name) => ({ secretId: name }),
  "gcp:secretmanager/secretVersion:SecretVersion": () => ({ version: "1" }),
  "gcp:compute/globalAddress:GlobalAddress": (name) => ({
    address: name.endsWith("ipv6") ? "2600:1901:0:1::" : "203.0.113.7",
  }),
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": (name) => ({ uptimeCheckId: `${name}-check` }),
  "gcp:compute/address:Address": () => ({ address: "10.20.0.5" }),
  "gcp:sql/databaseInstance:DatabaseInstance": () => ({
    dnsName: "0a1b2c.3d4e5f.europe-west1.sql.goog.",
    pscServiceAttachmentLink: "projects/tenant/regions/europe-west1/serviceAttachments/database",
    serverCaCerts: [{ cert: "-----BEGIN CERTIFICATE-----\ndatabase\n-----END CERTIFICATE-----\n" }],
  }),
  "gcp:redis/instance:Instance": () => ({
    host: "10.30.0.3",
    authString: secret(generatedSecret),
    serverCaCerts: [{ cert: "-----BEGIN CERTIFICATE-----\ncache\n-----END CERTIFICATE-----\n" }],
  }),
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": (name) => ({
    dnsResourceRecords: [
      { name: `_acme-challenge.${name}.`, type: "CNAME", data: "proof.authorize.certificatemanager.goog." },
    ],
  }),
};

export const answers: Record<string, Properties> = {
  "gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount": {
    email: "project-1@storage-transfer-service.iam.gserviceaccount.com",
  },
};
