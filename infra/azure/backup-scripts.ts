// What the backup jobs do besides running the app, for the shell of Azure's command line image. FOLDER, ACCOUNT and CLIENT_ID come from the job.
import { proofs } from "./backup-account.ts";
import type { TierName } from "./backup-tiers.ts";

const logIn = 'az login --identity --client-id "$CLIENT_ID" --output none';

/** Only identities get in. */
const account = '--auth-mode login --account-name "$ACCOUNT"';

/** When a backup also becomes one of a longer tier, as weekday-day-hour (UTC) with `?` for any digit: the deployment guide's crontab. */
const moments: Record<Exclude<TierName, "hourly">, string> = {
  daily: "?-??-02",
  weekly: "7-??-03",
  monthly: "?-01-04",
};

/**
 * Copies the newest backup of FOLDER to the account: to `hourly` always, and to a longer tier once at the tier's hour. A copy that is there
 * already is never written again: where backups are locked, it couldn't be.
 */
export function copyScript(tiers: readonly TierName[]): string {
  const longer = tiers.filter((tier) => tier !== "hourly");
  return [
    "set -eu",
    logIn,
    'newest=$(ls -t "$FOLDER" | head -n 1)',
    '[ -n "$newest" ] || { echo "no backup in $FOLDER" >&2; exit 1; }',
    "put() {",
    `  az storage blob upload-batch ${account} --destination "$1" --source "$FOLDER" --pattern "$newest*" --overwrite false --output none`,
    "}",
    "put hourly",
    // The first backup of the hour: the schedule starts one at the full hour.
    'if [ "$(date -u +%M)" -lt 10 ]; then',
    '  case "$(date -u +%u-%d-%H)" in',
    ...longer.map((tier) => `    ${moments[tier]}) put ${tier} ;;`),
    "  esac",
    "fi",
  ].join("\n");
}

/** Gets the newest backup from the account into FOLDER, and nothing else that was there. */
export const fetchScript = [
  "set -eu",
  logIn,
  'find "$FOLDER" -mindepth 1 -delete',
  `newest=$(az storage blob list ${account} --container-name hourly --num-results "*" --query "sort_by([], &properties.creationTime)[-1].name" --output tsv)`,
  '[ -n "$newest" ] || { echo "no backup in $ACCOUNT" >&2; exit 1; }',
  `az storage blob download-batch ${account} --source hourly --destination "$FOLDER" --pattern "\${newest%%/*}*" --output none`,
].join("\n");

/** Leaves a mark that a restore succeeded: the alert on restore tests looks for one a day. */
export const proveScript = [
  "set -eu",
  logIn,
  'find "$FOLDER" -mindepth 1 -delete',
  `az storage blob upload ${account} --container-name ${proofs} --name "$(date -u +%Y-%m-%dT%H%MZ)" --data restored --output none`,
].join("\n");
