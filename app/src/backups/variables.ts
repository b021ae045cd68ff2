import type { ConfigReader } from "../config-values.ts";
import { custom, integer, secret } from "../settings/variable.ts";

/** How many of the last hours, days, weeks and months (of 30 days) keep one backup each. */
export interface Keep {
  hourly: number;
  daily: number;
  weekly: number;
  monthly: number;
}

const BACKUPS = ["backups"] as const;
const KEEP = "hourly=24,daily=7,weekly=5,monthly=12";

export const backupVariables = {
  folder: custom({
    name: "CAMPFIRE_BACKUP_DIR",
    type: "folder",
    fallback: null,
    does: "where backups go; `doctor` looks at the newest where a replica has it too",
    readBy: ["backups", "people"],
    read: (reader: ConfigReader) =>
      reader.required("CAMPFIRE_BACKUP_DIR", "Set the folder that backups go to, best on another disk."),
  }),
  key: secret("CAMPFIRE_BACKUP_KEY", {
    does: "encrypts them; without it none can be read",
    readBy: ["backups", "people"],
    remedy: "Set a random one and keep a copy elsewhere: openssl rand -hex 32.",
  }),
  // With 10 minutes in between less than 15 are lost, also when a backup takes a while.
  everyMinutes: integer("CAMPFIRE_BACKUP_EVERY_MINUTES", {
    fallback: 10,
    min: 1,
    max: 1440,
    does: "how often one is made",
    readBy: BACKUPS,
  }),
  keep: custom({
    name: "CAMPFIRE_BACKUP_KEEP",
    type: `like \`${KEEP}\``,
    fallback: KEEP,
    does: "of how many hours, days, weeks and months one is kept",
    readBy: BACKUPS,
    read: readKeep,
  }),
};

function readKeep(reader: ConfigReader): Keep {
  const keep: Keep = { hourly: 24, daily: 7, weekly: 5, monthly: 12 };
  for (const part of (reader.raw("CAMPFIRE_BACKUP_KEEP") ?? "").split(",").filter(Boolean)) {
    const [, tier, count] = /^\s*(hourly|daily|weekly|monthly)=(\d{1,4})\s*$/.exec(part) ?? [];
    if (tier) keep[tier as keyof Keep] = Number(count);
    else reader.fail("config_invalid", "CAMPFIRE_BACKUP_KEEP", `holds "${part}".`, `Set it like ${KEEP}.`);
  }
  return keep;
}
