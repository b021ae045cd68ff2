import type * as pulumi from "@pulumi/pulumi";
import { imageReference } from "../images.ts";
import { prepare } from "./app-containers.ts";
import { type Container, shell } from "./containers.ts";
import { provisioningFolder } from "./grafana-provisioning.ts";
import { regionOf } from "./names.ts";
import { grafanaDatabaseScript, provisionScript } from "./scripts.ts";
import type { KeptSecret } from "./secret.ts";
import { authorities } from "./trust.ts";

export const grafanaPort = 3000;

interface Needs {
  url: string;
  database: { secret: KeptSecret; endpoint: pulumi.Output<string> };
  secrets: { grafanaPassword: KeptSecret; grafanaDatabasePassword: KeptSecret; grafanaKey: KeptSecret };
  bucket: pulumi.Output<string>;
  /** Of what it is provisioned with: a change starts it anew. */
  version: pulumi.Output<string>;
}

/** Grafana, after its provisioning was fetched and its database and user exist. */
export function grafanaContainers({ url, database, secrets, bucket, version }: Needs): Container[] {
  return [
    prepare(),
    {
      name: "provision",
      image: imageReference("awsCli"),
      essential: false,
      environment: { AWS_REGION: regionOf(), BUCKET: bucket, PROVISIONING: "/provisioning", VERSION: version },
      volumes: { provisioning: "/provisioning" },
      ...shell(provisionScript),
    },
    {
      name: "database",
      image: imageReference("postgres"),
      essential: false,
      after: { prepare: "SUCCESS" },
      secrets: { DATABASE_URL: database.secret, GRAFANA_PASSWORD: secrets.grafanaDatabasePassword },
      volumes: { trust: "/trust" },
      ...shell(grafanaDatabaseScript),
    },
    {
      name: "grafana",
      image: imageReference("grafana"),
      after: { provision: "SUCCESS", database: "SUCCESS" },
      port: grafanaPort,
      environment: {
        // Without a certificate in a file Grafana makes one when it starts.
        GF_SERVER_PROTOCOL: "https",
        GF_SERVER_ROOT_URL: `${url}/`,
        GF_SERVER_SERVE_FROM_SUB_PATH: "true",
        GF_DATABASE_TYPE: "postgres",
        GF_DATABASE_HOST: database.endpoint,
        GF_DATABASE_NAME: "grafana",
        GF_DATABASE_USER: "grafana",
        GF_DATABASE_SSL_MODE: "verify-full",
        GF_DATABASE_CA_CERT_PATH: authorities.file,
        GF_AUTH_SIGV4_AUTH_ENABLED: "true",
        GF_AUTH_ANONYMOUS_ENABLED: "false",
        GF_USERS_ALLOW_SIGN_UP: "false",
        GF_SECURITY_COOKIE_SECURE: "true",
        GF_SECURITY_DISABLE_GRAVATAR: "true",
        GF_ANALYTICS_REPORTING_ENABLED: "false",
        GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
        GF_LOG_CONSOLE_FORMAT: "json",
      },
      secrets: {
        GF_SECURITY_ADMIN_PASSWORD: secrets.grafanaPassword,
        GF_DATABASE_PASSWORD: secrets.grafanaDatabasePassword,
        // Left out it would be the one that Grafana's source has for everybody.
        GF_SECURITY_SECRET_KEY: secrets.grafanaKey,
      },
      volumes: { trust: "/trust", provisioning: provisioningFolder },
    },
  ];
}
