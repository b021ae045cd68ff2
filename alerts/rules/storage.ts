import { type Alert, type AlertContext, round } from "../alert.ts";

const GIB = 1024 ** 3;

/** Whatever fills up: the folder of the attachments, the database. */
export const storage = ({ size: { database } }: AlertContext): Alert[] => [
  {
    name: "FilesFull",
    expr: "min(campfire_files_free_bytes / campfire_files_size_bytes) < 0.1",
    for: "5m",
    severity: "page",
    summary: "{{ $value | humanizePercentage }} of the room for attachments is left",
    description: "When none is left, nobody can attach anything. Make room, or make it larger.",
  },
  {
    name: "FilesFillUp",
    expr: "(min(predict_linear(campfire_files_free_bytes[6h], 4 * 24 * 3600)) < 0) and (min(campfire_files_free_bytes / campfire_files_size_bytes) < 0.4)",
    for: "1h",
    severity: "ticket",
    summary: "The room for attachments will be full within four days",
    description: "As it grew in the last six hours. Look at what grows, and make it larger in time.",
  },
  {
    name: "DatabaseGrows",
    // The first hours of a new stack grow fast, and say nothing of the next week.
    expr: `(max(predict_linear(campfire_database_size_bytes[1d], 7 * 24 * 3600)) > ${round(0.9 * database.storageGiB * GIB)}) and (max(campfire_database_size_bytes) > ${round(0.4 * database.storageGiB * GIB)})`,
    for: "1h",
    severity: "ticket",
    summary: "The database will hold {{ $value | humanize1024 }}B within a week",
    description: `Its disk has ${database.storageGiB} GiB. Look at what grows, and make the disk larger in time.`,
  },
];
