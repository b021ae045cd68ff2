import type { SizePreset } from "../infra/presets.ts";

/** `page` wakes somebody: users notice now. `ticket` is looked at in working hours: they will notice later. */
export type Severity = "page" | "ticket";

/** One alert, written once; every platform's monitoring gets it from here. */
export interface Alert {
  /** CamelCase, unique. Its runbook is docs/runbooks/<name>.md. */
  name: string;
  /** PromQL; the alert fires while it returns anything. */
  expr: string;
  /** How long it has to hold, as Prometheus writes durations: "5m". */
  for: string;
  severity: Severity;
  /** One line; may use Prometheus' templates, as {{ $labels.instance }}. */
  summary: string;
  /** What it means for people who chat, and the first thing to look at. */
  description: string;
}

/** What the thresholds depend on. */
export interface AlertContext {
  size: SizePreset;
  replicas: number;
  /** Minutes between two backups. */
  backupEveryMinutes: number;
}
