// What the helper containers run, as scripts for a POSIX shell that stops at the first failure. Their inputs are environment variables.
import { authorities } from "./trust.ts";

/** What a task writes to its log when it is done: alarms.ts counts these. */
export const said = { backupStored: "backup-stored", restoreTestPassed: "restore-test-passed" } as const;
const say = (event: string) => `echo '{"event":"${event}"}'`;

const lines = (...parts: string[]) => parts.join("\n");

/** Fetches the authorities that sign the database's certificate, and gives empty folders to the app's user: ECS makes them root's. */
export const prepareScript = (region: string, owner: number, folders: string[]) =>
  lines(
    `curl --fail --silent --show-error --retry 5 --retry-all-errors --output ${authorities.file} ${authorities.source(region)}`,
    `chmod 0644 ${authorities.file}`,
    ...folders.map((folder) => `chown ${owner}:${owner} /${folder}`),
  );

/**
 * Copies the folder BACKUPS to BUCKET. Contents before the manifests that name them, and manifests gone before their contents: what is in
 * the bucket is always whole.
 */
export const uploadScript = lines(
  'aws s3 sync --only-show-errors "$BACKUPS/objects" "s3://$BUCKET/objects"',
  'aws s3 sync --only-show-errors --delete "$BACKUPS/manifests" "s3://$BUCKET/manifests"',
  'aws s3 sync --only-show-errors --delete "$BACKUPS/objects" "s3://$BUCKET/objects"',
  say(said.backupStored),
);

/** Copies BUCKET to WORK/backups, for OWNER; waits for a new stack's first backup, which is a few minutes away. */
export const fetchScript = lines(
  'for attempt in $(seq 60); do aws s3 ls "s3://$BUCKET/manifests/" > /dev/null && break; sleep 30; done',
  'mkdir -p "$WORK/backups" "$WORK/files"',
  'aws s3 sync --only-show-errors "s3://$BUCKET/manifests" "$WORK/backups/manifests"',
  'aws s3 sync --only-show-errors "s3://$BUCKET/objects" "$WORK/backups/objects"',
  'chown -R "$OWNER" "$WORK"',
);

export const reportScript = say(said.restoreTestPassed);

/** Copies what Grafana is provisioned with from BUCKET to PROVISIONING. */
export const provisionScript = lines(
  'aws s3 sync --only-show-errors "s3://$BUCKET" "$PROVISIONING"',
  'chmod -R a+rX "$PROVISIONING"',
);

/**
 * Makes Grafana's user and database on DATABASE_URL where they aren't there yet. The password is GRAFANA_PASSWORD, which psql reads from
 * its environment: on a command line everyone in the container could.
 */
export const grafanaDatabaseScript = `psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$DATABASE_URL" <<'SQL'
\\getenv password GRAFANA_PASSWORD
select 'create role grafana login' where not exists (select from pg_roles where rolname = 'grafana') \\gexec
alter role grafana password :'password';
grant grafana to current_user;
select 'create database grafana owner grafana' where not exists (select from pg_database where datname = 'grafana') \\gexec
SQL`;
