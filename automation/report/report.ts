/**
 * What a stack would become, as plain data: made from a preview, a look for drift or two offline plans, and rendered as Markdown. Its texts
 * hold no secrets and are of bounded length, but they are anybody's words: whoever shows them makes them harmless.
 */
export interface Report {
  stack: string;
  /** planned: all that would happen is listed; failed: what was known until then; absent: it never ran. */
  outcome: "planned" | "failed" | "absent";
  changes: Change[];
  /** How many resources stay as they are. */
  unchanged: number;
  diagnostics: Diagnostic[];
  /** The end of what the command said beside its result. */
  log: string;
}

/** In the order in which a reviewer wants to hear of them. */
export const changeKinds = ["replace", "delete", "update", "create", "import"] as const;

export interface Change {
  kind: (typeof changeKinds)[number];
  type: string;
  name: string;
  /** Properties that make it a replacement. */
  because: string[];
  properties: PropertyChange[];
  /** How many more properties change than are listed. */
  more: number;
  /** What is particular about it, or empty. */
  note: string;
}

export interface PropertyChange {
  path: string;
  /** As JSON, shortened; null: it isn't there. */
  before: string | null;
  after: string | null;
}

export interface Diagnostic {
  severity: "error" | "warning" | "info";
  /** The resource it is about; empty when it is about none. */
  resource: string;
  message: string;
}

/** How much of a report is kept: what nobody would read to its end. Lengths in UTF-16 units. */
export const limits = {
  name: 200,
  path: 200,
  value: 240,
  properties: 40,
  changes: 5_000,
  diagnostics: 40,
  text: 4_000,
};

export const emptyReport = (stack: string): Report => ({
  stack,
  outcome: "planned",
  changes: [],
  unchanged: 0,
  diagnostics: [],
  log: "",
});

/** The end of a text that is too long: what went wrong stands last. */
export const tailOf = (text: string): string => {
  const trimmed = text.trimEnd();
  return (trimmed.length > limits.text ? `…${trimmed.slice(1 - limits.text)}` : trimmed).toWellFormed();
};
