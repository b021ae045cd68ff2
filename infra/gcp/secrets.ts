import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { componentOf } from "../component.ts";
import type { Secrets, Spec } from "../contract.ts";
import { keepGiven } from "../signing-in.ts";
import { keepSecret, type SecretReference } from "./secret.ts";

export interface GcpSecrets extends Secrets {
  databasePassword: pulumi.Output<string>;
  /** Its value for the database's user, and the reference for Grafana. */
  grafanaDatabasePassword: { value: pulumi.Output<string>; secret: SecretReference };
  /** Signs what the app hands out. */
  appKey: SecretReference;
  /** Secrets of the stack file, by the app's variable. */
  given: Record<string, SecretReference>;
  /** Encrypts the backups: without it they can't be read. */
  backupKey: SecretReference;
  grafanaPassword: SecretReference;
  /** Encrypts what Grafana keeps in its database. */
  grafanaKey: SecretReference;
}

/** Generated once, kept in Secret Manager; in the stack's state they are encrypted. */
export function secrets(spec: Spec): GcpSecrets {
  const parent = componentOf("gcp", "secrets");
  const place = { spec, part: "secrets", parent } as const;
  const generated = (name: string) =>
    new random.RandomPassword(name, { length: 40, special: false }, { parent, protect: spec.lifecycle.protectData })
      .result;
  const kept = (name: string) => keepSecret(name, generated(name), { ...place, irreplaceable: true });
  const grafanaDatabase = generated("grafana-database-password");
  return {
    summary: "generated, in Secret Manager",
    databasePassword: generated("database-password"),
    grafanaDatabasePassword: {
      value: grafanaDatabase,
      secret: keepSecret("grafana-database-password", grafanaDatabase, place),
    },
    appKey: kept("app-key"),
    given: keepGiven(spec.settings, ({ name, value }) => keepSecret(name, pulumi.secret(value), place)),
    backupKey: kept("backup-key"),
    grafanaPassword: kept("grafana-password"),
    grafanaKey: kept("grafana-key"),
  };
}
