import * as cloudrun from "@pulumi/gcp/cloudrunv2/index.js";
import * as compute from "@pulumi/gcp/compute/index.js";
import * as sql from "@pulumi/gcp/sql/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { imageReference } from "../images.ts";
import { managedCertificate } from "./certificate.ts";
import { type Environment, envsOf, limits, type Mount, mountsOf, volumesOf, vpcAccess } from "./containers.ts";
import { databaseAuthorityFile, type GcpDatabase, leftToInstance } from "./database.ts";
import { addressRecords, type DnsRecord, keepRecords } from "./dns.ts";
import { grafanaFolder, grafanaProvisioning } from "./grafana-provisioning.ts";
import { grantInProject, identity } from "./identity.ts";
import { httpsLoadBalancer } from "./load-balancer.ts";
import { nameOf } from "./names.ts";
import type { GcpNetwork } from "./network.ts";
import { labels, projectId, region } from "./project.ts";
import { allowReading } from "./secret.ts";
import type { GcpSecrets } from "./secrets.ts";
import { webFirewall } from "./web-firewall.ts";
import { grafanaRules } from "./web-firewall-rules.ts";

interface Needs {
  network: GcpNetwork;
  secrets: GcpSecrets;
  database: GcpDatabase;
}

export interface Grafana {
  url: string;
  service: cloudrun.Service;
  /** What leads to it, by purpose. */
  records: Record<string, DnsRecord>;
}

const port = 3000;
const user = "grafana";

/** Grafana as a Cloud Run service of its own, at a host name below the chat's. Nobody looks at it most of the time: then it runs nowhere. */
export function grafana(spec: Spec, needs: Needs, parent: pulumi.Resource): Grafana {
  const domain = `grafana.${spec.settings.domain}`;
  const service = grafanaService(spec, { ...needs, domain }, parent);

  const address = new compute.GlobalAddress(
    "grafana",
    { ipVersion: "IPV4", labels: labels(spec, "monitoring") },
    { parent, protect: spec.lifecycle.protectData },
  );
  const certificate = managedCertificate("grafana", { spec, part: "monitoring", domain }, parent);
  const records = addressRecords(domain, { A: address });
  keepRecords("grafana", spec, records, parent);
  httpsLoadBalancer(
    "grafana",
    {
      spec,
      part: "monitoring",
      domain,
      service,
      certificate,
      policy: webFirewall("grafana", { spec, part: "monitoring", rules: grafanaRules }, parent),
      addresses: [address],
      redirect: false,
    },
    parent,
  );
  return {
    url: `https://${domain}`,
    service,
    records: { "Grafana's address": records[0]!, "proof for Grafana's certificate": certificate.proof },
  };
}

/** Its database is PostgreSQL: SQLite on anything that an instance could share would be corrupted (pitfall 5). */
function grafanaService(spec: Spec, needs: Needs & { domain: string }, parent: pulumi.Resource): cloudrun.Service {
  const { network, secrets, database, domain } = needs;
  const who = identity("grafana", `Runs Grafana of ${spec.project} ${spec.stack}`, parent);
  const { bucket, mount, version, ready } = grafanaProvisioning(spec, who, parent);

  const instance = { instance: database.instance.name, ...leftToInstance };
  const schema = new sql.Database("grafana", { ...instance, name: "grafana" }, { parent });
  const owner = new sql.User(
    "grafana",
    { ...instance, name: user, password: secrets.grafanaDatabasePassword.value },
    { parent },
  );

  const environment: Environment = {
    GF_SERVER_HTTP_PORT: String(port),
    GF_SERVER_DOMAIN: domain,
    GF_SERVER_ROOT_URL: `https://${domain}/`,
    GF_DATABASE_TYPE: "postgres",
    GF_DATABASE_HOST: database.endpoint,
    GF_DATABASE_NAME: schema.name,
    GF_DATABASE_USER: owner.name,
    GF_DATABASE_PASSWORD: secrets.grafanaDatabasePassword.secret,
    GF_DATABASE_SSL_MODE: "verify-full",
    GF_DATABASE_CA_CERT_PATH: databaseAuthorityFile,
    GF_PATHS_PROVISIONING: `${grafanaFolder}/provisioning`,
    GF_SECURITY_ADMIN_PASSWORD: secrets.grafanaPassword,
    GF_SECURITY_SECRET_KEY: secrets.grafanaKey,
    GF_SECURITY_COOKIE_SECURE: "true",
    GF_AUTH_ANONYMOUS_ENABLED: "false",
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    // Grafana reads data sources only when it starts.
    CAMPFIRE_PROVISIONED: version,
  };
  const authority: Mount = { name: "database-authority", path: databaseAuthorityFile, file: database.authority };
  const mounts = [authority, mount];
  const read = [
    database.authority,
    secrets.grafanaDatabasePassword.secret,
    secrets.grafanaPassword,
    secrets.grafanaKey,
  ].map((secret) => allowReading(secret, who, parent));

  return new cloudrun.Service(
    "grafana",
    {
      name: nameOf(spec, "grafana"),
      location: region(),
      labels: labels(spec, "monitoring"),
      ingress: "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
      invokerIamDisabled: true,
      defaultUriDisabled: true,
      // What it knows is in PostgreSQL and in this program.
      deletionProtection: false,
      scaling: { scalingMode: "AUTOMATIC", minInstanceCount: 0, maxInstanceCount: 1 },
      traffics: [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 }],
      template: {
        serviceAccount: who.email,
        executionEnvironment: "EXECUTION_ENVIRONMENT_GEN2",
        timeout: "300s",
        scaling: { maxInstanceCount: 1 },
        vpcAccess: vpcAccess(network),
        volumes: volumesOf(mounts),
        containers: [
          {
            name: "grafana",
            image: imageReference("grafana"),
            ports: { containerPort: port, name: "http1" },
            envs: envsOf(environment),
            volumeMounts: mountsOf(mounts),
            resources: { limits: limits({ cpu: 1, memoryMiB: 512 }), cpuIdle: true, startupCpuBoost: true },
            startupProbe: { httpGet: { path: "/api/health", port }, periodSeconds: 5, failureThreshold: 36 },
          },
          {
            name: "prometheus",
            image: imageReference("gmpFrontend"),
            args: ["--web.listen-address=127.0.0.1:9090", `--query.project-id=${projectId()}`],
            resources: { limits: limits({ cpu: 0.5, memoryMiB: 256 }), cpuIdle: true },
          },
        ],
      },
    },
    {
      parent,
      dependsOn: [
        ...read,
        ...ready,
        bucket,
        schema,
        owner,
        ...database.ready,
        grantInProject(who, "roles/monitoring.viewer", parent),
      ],
    },
  );
}
