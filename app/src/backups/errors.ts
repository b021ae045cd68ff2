export type BackupErrorCode =
  | "backup_none"
  | "backup_unknown"
  | "backup_damaged"
  | "backup_wrong_key"
  | "backup_too_new"
  | "backup_differs"
  | "restore_not_empty"
  | "verify_not_allowed";

/** What went wrong with a backup, and what to do. */
export class BackupError extends Error {
  readonly code: BackupErrorCode;

  constructor(code: BackupErrorCode, message: string) {
    super(message);
    this.name = "BackupError";
    this.code = code;
  }
}
