export type ImportErrorCode =
  | "import_ids_taken"
  | "import_unreadable"
  | "import_too_new"
  | "import_not_set_up"
  | "import_running"
  | "import_kind";

/** Why nothing more is imported, and what to do. */
export class ImportError extends Error {
  readonly code: ImportErrorCode;

  constructor(code: ImportErrorCode, message: string) {
    super(message);
    this.name = "ImportError";
    this.code = code;
  }
}
