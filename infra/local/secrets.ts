import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Secrets, Spec } from "../contract.ts";
import { keepGiven } from "../signing-in.ts";
import { RandomPassword } from "./resources.ts";

export interface LocalSecrets extends Secrets {
  databasePassword: pulumi.Output<string>;
  cachePassword: pulumi.Output<string>;
  /** Signs what the app hands out. */
  appKey: pulumi.Output<string>;
  /** Secrets of the stack file, by the app's variable. */
  given: Record<string, pulumi.Output<string>>;
  /** Encrypts the backups: without it they can't be read. */
  backupKey: pulumi.Output<string>;
  grafanaPassword: pulumi.Output<string>;
}

/** Secrets are generated once and kept, encrypted, in the stack's state. */
export function secrets(spec: Spec): LocalSecrets {
  const parent = componentOf("local", "secrets");
  const protect = spec.lifecycle.protectData;
  const password = (name: string) => new RandomPassword(name, { length: 40 }, { parent, protect }).value;
  return {
    summary: "generated, encrypted in the stack's state",
    databasePassword: password("database-password"),
    cachePassword: password("cache-password"),
    appKey: password("app-key"),
    given: keepGiven(spec.settings, ({ value }) => pulumi.secret(value)),
    backupKey: password("backup-key"),
    grafanaPassword: password("grafana-password"),
  };
}
