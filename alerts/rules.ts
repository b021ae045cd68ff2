import type { Alert, AlertContext, Source } from "./alert.ts";
import { availability } from "./rules/availability.ts";
import { backups, backupsProcess } from "./rules/backups.ts";
import { cache } from "./rules/cache.ts";
import { certificates } from "./rules/certificates.ts";
import { database } from "./rules/database.ts";
import { host } from "./rules/host.ts";
import { ingress, proxy } from "./rules/ingress.ts";
import { objectives } from "./rules/objectives.ts";
import { push } from "./rules/push.ts";
import { realtime } from "./rules/realtime.ts";
import { saturation } from "./rules/saturation.ts";
import { signingIn } from "./rules/signing-in.ts";
import { storage } from "./rules/storage.ts";
import { alive, watching } from "./rules/watching.ts";

type Rules = (context: AlertContext) => Alert[];

/** From the replicas' own metrics, and so the same on every platform. */
const everywhere: Rules[] = [
  availability,
  objectives,
  realtime,
  push,
  signingIn,
  saturation,
  database,
  cache,
  storage,
  certificates,
  backups,
];

const whereScraped: Record<Source, Rules> = {
  ingress,
  proxy,
  backups: backupsProcess,
  host,
  watchdog: alive,
  prometheus: watching,
};

/** Every alert of a stack, with the thresholds of its size (the scaling guide's table, infra/presets.ts). */
export const alertsFor = (context: AlertContext): Alert[] =>
  [...everywhere, ...(context.sources ?? []).map((source) => whereScraped[source])].flatMap((rules) => rules(context));
