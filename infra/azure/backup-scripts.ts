// What the backup jobs do besides running the app, for the shell of rclone's image. `azure:` is the backup account, which the job's
// environment describes (rcloneEnvironment); FOLDER is the share that the app reads or writes.
import type * as pulumi from "@pulumi/pulumi";

/** Containers of the account: backups, a folder a month, and the marks that restore tests leave. */
export const containers = { backups: "backups", proofs: "proofs" } as const;

/** rclone's remote `azure:`, entered by identity. The containers are made by the stack. */
export const rcloneEnvironment = (account: pulumi.Input<string>, clientId: pulumi.Input<string>) => ({
  RCLONE_CONFIG_AZURE_TYPE: "azureblob",
  RCLONE_CONFIG_AZURE_ACCOUNT: account,
  RCLONE_CONFIG_AZURE_USE_MSI: "true",
  RCLONE_CONFIG_AZURE_MSI_CLIENT_ID: clientId,
  RCLONE_CONFIG_AZURE_NO_CHECK_CONTAINER: "true",
});

/**
 * Copies what the month's folder doesn't have yet, and never what it has: where blobs are locked, it couldn't. A backup is there once its
 * manifest is, so the manifests come last.
 */
export const copyScript = [
  "set -eu",
  `month="azure:${containers.backups}/$(date -u +%Y-%m)"`,
  'rclone copy --ignore-existing "$FOLDER/objects" "$month/objects" --exclude "*.partial"',
  'rclone copy --ignore-existing "$FOLDER/manifests" "$month/manifests" --exclude "*.partial"',
].join("\n");

/** Makes FOLDER the same as the newest month's folder; what is there from the day before is not fetched again. */
export const fetchScript = [
  "set -eu",
  `month=$(rclone lsf --dirs-only azure:${containers.backups} | sort | tail -n 1)`,
  `[ -n "$month" ] || { echo "no backup in azure:${containers.backups}" >&2; exit 1; }`,
  `rclone sync "azure:${containers.backups}/$month" "$FOLDER"`,
].join("\n");

/** Leaves a mark that a restore succeeded: the alert on restore tests looks for one a day. */
export const proveScript = `echo restored | rclone rcat "azure:${containers.proofs}/$(date -u +%Y-%m-%dT%H%MZ)"`;
