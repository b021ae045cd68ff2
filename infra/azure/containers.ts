import type { app } from "@pulumi/azure-native/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import { timing } from "../presets.ts";
import type { Identity } from "./identities.ts";
import type { AzureImage } from "./image.ts";
import type { Share } from "./share.ts";
import type { SecretReference } from "./vault.ts";

/** The port that the app listens on. */
export const port = 3000;

/** Environment variables as Container Apps takes them: plain ones by value, secret ones by the secret's name. */
export const environmentOf = (
  plain: Readonly<Record<string, pulumi.Input<string>>>,
  secret: Readonly<Record<string, string>>,
): app.EnvironmentVarArgs[] => [
  ...Object.entries(plain).map(([name, value]) => ({ name, value })),
  ...Object.entries(secret).map(([name, secretRef]) => ({ name, secretRef })),
];

/** Secrets as a container app or job takes them: where each lies in the vault, and who asks for it there. */
export const secretsOf = (references: readonly SecretReference[], identity: Identity): app.SecretArgs[] =>
  references.map(({ name, url }) => ({ name, keyVaultUrl: url, identity: identity.id }));

/** How images are pulled from the stack's own registry. Another one has to let anybody pull. */
export const registriesOf = ({ registry }: AzureImage, identity: Identity): app.RegistryCredentialsArgs[] => [
  { server: registry.server, identity: identity.id },
];

export const volumeOf = (name: string, { storageName, mountOptions }: Share): app.VolumeArgs => ({
  name,
  storageType: "AzureFile",
  storageName,
  mountOptions,
});

const health = (path: string) => ({ path, port, scheme: "HTTP" });

/**
 * A replica has a minute to start; it is restarted when its process no longer answers, and gets no traffic while it can't serve: while
 * the database is away, or once it has been told to stop.
 */
export const probes: app.ContainerAppProbeArgs[] = [
  { type: "Startup", httpGet: health("/health/live"), periodSeconds: 3, timeoutSeconds: 2, failureThreshold: 10 },
  { type: "Liveness", httpGet: health("/health/live"), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
  { type: "Readiness", httpGet: health("/health/ready"), periodSeconds: 5, timeoutSeconds: 4, failureThreshold: 2 },
];

/** Seconds between SIGTERM and SIGKILL: longer than the app drains (pitfall 3). */
export const terminationGracePeriodSeconds = timing.stopGrace;
