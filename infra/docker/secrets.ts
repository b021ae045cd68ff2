import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { componentOf } from "../component.ts";
import type { Secrets, Spec } from "../contract.ts";
import { keepGiven } from "../signing-in.ts";

export interface DockerSecrets extends Secrets {
  databasePassword: pulumi.Output<string>;
  /** Of the role that only reads statistics. */
  exporterPassword: pulumi.Output<string>;
  /** Of PostgreSQL's own superuser, for whoever mends the database. */
  superuserPassword: pulumi.Output<string>;
  cachePassword: pulumi.Output<string>;
  /** Signs what the app hands out. */
  appKey: pulumi.Output<string>;
  /** Secrets of the stack file, by the app's variable. */
  given: Record<string, pulumi.Output<string>>;
  /** Encrypts the backups: without it they can't be read. */
  backupKey: pulumi.Output<string>;
  grafanaPassword: pulumi.Output<string>;
}

/** Secrets are generated once and kept, encrypted, in the stack's state; on the host only those who may talk to Docker can read them. */
export function secrets(spec: Spec): DockerSecrets {
  const parent = componentOf("docker", "secrets");
  const protect = spec.lifecycle.protectData;
  // Letters and digits: they go into URLs and configuration files as they are.
  const password = (name: string) =>
    pulumi.secret(new RandomPassword(name, { length: 40, special: false }, { parent, protect }).result);
  return {
    summary: "generated, encrypted in the stack's state",
    databasePassword: password("database-password"),
    exporterPassword: password("exporter-password"),
    superuserPassword: password("superuser-password"),
    cachePassword: password("cache-password"),
    appKey: password("app-key"),
    given: keepGiven(spec.settings, ({ value }) => pulumi.secret(value)),
    backupKey: password("backup-key"),
    grafanaPassword: password("grafana-password"),
  };
}
