import type * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { componentOf } from "../component.ts";
import type { Secrets, Spec } from "../contract.ts";
import { keepGiven } from "../signing-in.ts";
import { type KeptSecret, keep } from "./secret.ts";

export interface AwsSecrets extends Secrets {
  /** Secret values: the parts that they open make an address of them, and keep that. */
  databasePassword: pulumi.Output<string>;
  cachePassword: pulumi.Output<string>;
  /** Signs what the app hands out. */
  appKey: KeptSecret;
  /** Secrets of the stack file, by the app's variable. */
  given: Record<string, KeptSecret>;
  /** Encrypts the backups: without it they can't be read. */
  backupKey: KeptSecret;
  /** Grafana's own login, and its way into its database. */
  grafanaPassword: KeptSecret;
  grafanaDatabasePassword: KeptSecret;
  /** Encrypts what Grafana keeps in its database. */
  grafanaKey: KeptSecret;
}

/** Secrets are generated once. Pulumi's state holds them encrypted, Secrets Manager hands them to the tasks. */
export function secrets(spec: Spec): AwsSecrets {
  const parent = componentOf("aws", "secrets");
  const password = (name: string) =>
    // Letters and digits: they need no escaping in an address.
    new RandomPassword(name, { length: 40, special: false }, { parent, protect: spec.lifecycle.protectData }).result;
  const kept = (name: string) => keep(name, { spec, part: "secrets", value: password(name), parent });
  return {
    summary: "generated, in Secrets Manager",
    databasePassword: password("database-password"),
    cachePassword: password("cache-password"),
    appKey: kept("app-key"),
    given: keepGiven(spec.settings, ({ name, value }) => keep(name, { spec, part: "secrets", value, parent })),
    backupKey: kept("backup-key"),
    grafanaPassword: kept("grafana-password"),
    grafanaDatabasePassword: kept("grafana-database-password"),
    grafanaKey: kept("grafana-key"),
  };
}
